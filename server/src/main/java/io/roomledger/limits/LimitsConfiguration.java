package io.roomledger.limits;

import io.roomledger.database.Housekeeping;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the limits behind the question who calls. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class LimitsConfiguration {
  private static final int AFTER_AUTHENTICATION = 10;
  private static final Duration PRUNED_EVERY = Duration.ofMinutes(10);

  /** What asks for tokens, and so shows secrets, without having one. */
  private static final String[] TOKEN_ENDPOINTS = {
    "/open-apis/auth/v3/**", "/open-apis/authen/**", "/oauth/**"
  };

  /** Among them, but for whoever has a token, and limited by that. */
  private static final String WHO_AM_I = "/open-apis/authen/v1/user_info";

  @Bean
  Allowances allowances(JdbcClient jdbc, InstantSource clock) {
    return new Allowances(jdbc, clock);
  }

  @Bean
  Housekeeping allowanceHousekeeping(Allowances allowances) {
    return new Housekeeping("allowance-pruner", PRUNED_EVERY, allowances::prune);
  }

  @Bean
  WebMvcConfigurer rateLimits(
      Allowances allowances, LimitProperties properties, InstantSource clock) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry
            .addInterceptor(
                new TokenRequestInterceptor(
                    new AddressLimit(properties.tokenRequestsPerAddress(), clock)))
            .addPathPatterns(TOKEN_ENDPOINTS)
            .excludePathPatterns(WHO_AM_I);
        registry
            .addInterceptor(new RateLimitInterceptor(allowances, properties))
            .order(AFTER_AUTHENTICATION);
      }
    };
  }
}
