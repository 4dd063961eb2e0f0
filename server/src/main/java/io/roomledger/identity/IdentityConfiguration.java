package io.roomledger.identity;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {
  @Bean
  Secrets secrets(SecureRandom random) {
    return new Secrets(random);
  }

  @Bean
  TokenRegister tokenRegister(JdbcClient jdbc, InstantSource clock) {
    return new TokenRegister(jdbc, clock);
  }

  @Bean
  TenantTokens tenantTokens(
      JdbcClient jdbc,
      TransactionOperations transaction,
      ServerKey serverKey,
      InstantSource clock) {
    return new TenantTokens(jdbc, transaction, serverKey, clock);
  }

  @Bean
  AdminRights adminRights(JdbcClient jdbc) {
    return new AdminRights(jdbc);
  }

  @Bean
  WebMvcConfigurer authentication(TokenRegister tokens) {
    AuthenticationInterceptor interceptor = new AuthenticationInterceptor(tokens);
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(interceptor);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(interceptor);
      }
    };
  }
}
