package io.roomledger.identity;

import io.roomledger.database.Housekeeping;
import io.roomledger.database.Notices;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {
  private static final Duration PRUNED_EVERY = Duration.ofMinutes(5);

  @Bean
  Secrets secrets(SecureRandom random) {
    return new Secrets(random);
  }

  /** Hears of changes of access from every node, commands included. */
  @Bean
  TokenRegister tokenRegister(JdbcClient jdbc, InstantSource clock, Notices notices) {
    TokenRegister register = new TokenRegister(jdbc, clock, notices::listening);
    notices.subscribe(AccessNotice.CHANNEL, payload -> register.forget(), register::forget);
    return register;
  }

  @Bean
  AppTickets appTickets(JdbcClient jdbc, Secrets secrets, InstantSource clock) {
    return new AppTickets(jdbc, secrets, clock);
  }

  @Bean
  AppCredentials appCredentials(JdbcClient jdbc, InstantSource clock) {
    return new AppCredentials(jdbc, clock);
  }

  @Bean
  AppBearer appBearer(JdbcClient jdbc, InstantSource clock) {
    return new AppBearer(jdbc, clock);
  }

  @Bean
  People people(JdbcClient jdbc, Secrets secrets) {
    return new People(jdbc, secrets);
  }

  @Bean
  AppTokens appTokens(
      JdbcClient jdbc,
      TransactionOperations transaction,
      ServerKey serverKey,
      AppTickets tickets,
      AppCredentials credentials,
      InstantSource clock) {
    return new AppTokens(
        jdbc, credentials, tickets, new TokenIssuer(jdbc, transaction, serverKey, clock), clock);
  }

  @Bean
  CallbackNetworks callbackNetworks(
      @Value("${roomledger.callbacks.private-networks}") String allowed) {
    return CallbackNetworks.parse(allowed);
  }

  @Bean
  TicketPusher ticketPusher(
      JdbcClient jdbc,
      AppTickets tickets,
      ServerKey serverKey,
      CallbackNetworks networks,
      SecureRandom random,
      InstantSource clock) {
    return new TicketPusher(
        new TicketQueue(jdbc, clock),
        tickets,
        new Seal(serverKey, random),
        new CallbackCaller(networks),
        random,
        clock);
  }

  @Bean
  Housekeeping tokenHousekeeping(JdbcClient jdbc, InstantSource clock) {
    return new Housekeeping("token-pruner", PRUNED_EVERY, new TokenPruner(jdbc, clock)::prune);
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
