package io.roomledger.wire;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Tells the test what the running program serves; only tests have it. */
@RestController
final class MappingsEndpoint {
  private final RequestMappingHandlerMapping mappings;

  MappingsEndpoint(RequestMappingHandlerMapping requestMappingHandlerMapping) {
    this.mappings = requestMappingHandlerMapping;
  }

  /** Methods and path templates, variables in their documented form. */
  @GetMapping("/test/mappings")
  List<String> mappings() {
    return mappings.getHandlerMethods().keySet().stream()
        .flatMap(mapping ->
            mapping.getPatternValues().stream()
                .flatMap(path -> methods(mapping).stream().map(method -> method + " " + path)))
        .sorted()
        .toList();
  }

  private static List<String> methods(RequestMappingInfo mapping) {
    List<String> methods =
        mapping.getMethodsCondition().getMethods().stream().map(RequestMethod::name).toList();
    return methods.isEmpty() ? List.of("ANY") : methods;
  }
}
