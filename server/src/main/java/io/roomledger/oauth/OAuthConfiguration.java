package io.roomledger.oauth;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.UserGrants;
import io.roomledger.signin.Accounts;
import io.roomledger.signin.SessionCookie;
import io.roomledger.signin.Sessions;
import io.roomledger.signin.SignIn;
import io.roomledger.wire.BaseUrl;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.thymeleaf.ITemplateEngine;

@Configuration(proxyBeanMethods = false)
class OAuthConfiguration {
  @Bean
  ClientApps clientApps(JdbcClient jdbc) {
    return new ClientApps(jdbc);
  }

  @Bean
  AuthorizeRequest.Reader authorizeRequests(
      JdbcClient jdbc,
      ClientApps apps,
      @Value("${roomledger.oauth.plain-challenge}") boolean plainAllowed) {
    return new AuthorizeRequest.Reader(apps, new RedirectUris(jdbc), plainAllowed);
  }

  @Bean
  AuthorizationCodes authorizationCodes(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    return new AuthorizationCodes(jdbc, transaction, secrets, clock);
  }

  @Bean
  UserTokens userTokens(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    return new UserTokens(new GrantStore(jdbc), new UserGrants(jdbc), transaction, secrets, clock);
  }

  @Bean
  SignInForm signInForm(SignIn signIn, Sessions sessions, AuthorizePage.Browser browsers) {
    return new SignInForm(signIn, sessions, browsers);
  }

  @Bean
  OwnAccount ownAccount(
      JdbcClient jdbc, TransactionOperations transaction, Secrets secrets, InstantSource clock) {
    return new OwnAccount(
        jdbc, transaction, new Accounts(jdbc, transaction, secrets, clock), clock);
  }

  @Bean
  AuthorizePage.Browser browsers(
      ITemplateEngine templates, MessageSource messages, Secrets secrets, BaseUrl baseUrl) {
    return new AuthorizePage.Browser(
        new Pages(templates, messages), new SessionCookie(secrets), baseUrl);
  }
}
