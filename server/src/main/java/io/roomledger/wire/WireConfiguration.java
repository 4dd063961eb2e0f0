package io.roomledger.wire;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Puts the protocol's manners around every request. */
@Configuration(proxyBeanMethods = false)
class WireConfiguration {
  /**
   * So much of a refused body is read and thrown away, so that the client gets to read the answer.
   */
  private static final int LARGEST_SWALLOWED_BYTES = 64 << 20;

  @Bean
  FilterRegistrationBean<PlainPathFilter> plainPathFilter() {
    FilterRegistrationBean<PlainPathFilter> registration =
        new FilterRegistrationBean<>(new PlainPathFilter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  /** Whatever a client says it accepts, it gets JSON in UTF-8. */
  @Bean
  WebMvcConfigurer jsonAlways() {
    return new WebMvcConfigurer() {
      @Override
      public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.ignoreAcceptHeader(true).defaultContentType(ErrorAdvice.JSON_UTF_8);
      }
    };
  }

  @Bean
  JacksonJsonHttpMessageConverter wholeJson(JsonMapper mapper) {
    return new WholeJsonConverter(mapper);
  }

  @Bean
  BaseUrl baseUrl(@Value("${roomledger.server.public-url}") String publicUrl) {
    return new BaseUrl(publicUrl);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> jsonFromTheContainerToo(
      InstantSource clock, SecureRandom random) {
    return factory -> {
      factory.addContextCustomizers(context -> {
        if (context.getParent() instanceof StandardHost host) {
          // No valve by class name, which would come first: ours needs a clock.
          host.setErrorReportValveClass("");
          host.getPipeline().addValve(new JsonErrorReportValve(clock, random));
        }
      });
      factory.addConnectorCustomizers(connector -> {
        connector.setProperty("maxSwallowSize", Integer.toString(LARGEST_SWALLOWED_BYTES));
        // Whoever asks whether to send a body at all is told so by the answer, when it is refused.
        connector.setProperty("continueResponseTiming", "onRead");
        connector.setProperty("relaxedQueryChars", "[]|{}^\\`\"<>");
      });
    };
  }
}
