package io.roomledger.ingress;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IngressProperties.class)
class IngressConfiguration {
  /** Behind the filter that makes the path plain, before all that asks who calls. */
  private static final int SECOND = Ordered.HIGHEST_PRECEDENCE + 1;

  /** Thousands of connections may be open; what is large goes by these buffers. */
  private static final int SOCKET_BUFFER_BYTES = 4 << 10;

  @Bean
  FilterRegistrationBean<IngressFilter> ingressFilter(IngressProperties properties) {
    FilterRegistrationBean<IngressFilter> registration =
        new FilterRegistrationBean<>(new IngressFilter(properties));
    registration.setOrder(SECOND);
    return registration;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> connections(
      @Value("${roomledger.connections.send-buffer}") DataSize sendBuffer,
      @Value("${roomledger.connections.requests}") int requests) {
    return factory -> {
      factory.setProtocol(LingeringProtocol.class.getName());
      factory.addConnectorCustomizers(connector -> {
        connector.getProtocolHandler().setExecutor(new RequestSlots(requests));
        for (String buffer : List.of("socket.appReadBufSize", "socket.appWriteBufSize")) {
          connector.setProperty(buffer, Integer.toString(SOCKET_BUFFER_BYTES));
        }
        if (sendBuffer.toBytes() > 0) {
          connector.setProperty("socket.txBufSize", Long.toString(sendBuffer.toBytes()));
        }
      });
    };
  }
}
