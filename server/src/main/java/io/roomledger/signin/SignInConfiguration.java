package io.roomledger.signin;

import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@Configuration(proxyBeanMethods = false)
class SignInConfiguration {
  @Bean
  Sessions sessions(JdbcClient jdbc, InstantSource clock) {
    return new Sessions(jdbc, clock);
  }

  @Bean
  SignIn signIn(
      JdbcClient jdbc,
      TransactionOperations transaction,
      InstantSource clock,
      Sessions sessions,
      @Value("${roomledger.sign-in.longest-wait}") Duration longestWait) {
    return new SignIn(
        jdbc, new Passwords(longestWait), new Lockout(jdbc, transaction, clock), sessions);
  }
}
