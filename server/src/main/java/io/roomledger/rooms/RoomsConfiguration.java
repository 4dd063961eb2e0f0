package io.roomledger.rooms;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class RoomsConfiguration {
  @Bean
  RoomTree roomTree(JdbcClient jdbc) {
    return new RoomTree(jdbc);
  }
}
