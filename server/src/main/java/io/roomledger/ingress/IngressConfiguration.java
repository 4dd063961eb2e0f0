package io.roomledger.ingress;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngressProperties.class)
class IngressConfiguration {
  /** Behind the filter that makes the path plain, before all that asks who calls. */
  private static final int SECOND = Ordered.HIGHEST_PRECEDENCE + 1;

  @Bean
  FilterRegistrationBean<IngressFilter> ingressFilter(IngressProperties properties) {
    FilterRegistrationBean<IngressFilter> registration =
        new FilterRegistrationBean<>(new IngressFilter(properties));
    registration.setOrder(SECOND);
    return registration;
  }
}
