package io.roomledger.limits;

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

  /** What asks for tokens, and so shows secrets, without having one. */
  private static final String[] TOKEN_ENDPOINTS = {
    "/open-apis/auth/v3/**", "/open-apis/authen/**", "/oauth/**"
  };

  @Bean
  Allowances allowances(JdbcClient jdbc, InstantSource clock) {
    return new Allowances(jdbc, clock);
  }

  @Bean
  AllowancePruner allowancePruner(Allowances allowances) {
    return new AllowancePruner(allowances);
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
            .addPathPatterns(TOKEN_ENDPOINTS);
        registry
            .addInterceptor(new RateLimitInterceptor(allowances, properties))
            .order(AFTER_AUTHENTICATION);
      }
    };
  }
}
