package io.roomledger;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The house as it is meant: which part may use which, and what kinds of things there are none of.
 */
final class ArchitectureTest {
  /** Modules of their own, with rules of their own. */
  private static final DescribedPredicate<JavaClass> OTHER_MODULES =
      resideInAnyPackage("io.roomledger.sheets..", "io.roomledger.cli..");

  private static final JavaClasses SERVER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.roomledger")
          .that(not(OTHER_MODULES));

  /** Where the parts are put together, so that anything may be used. */
  private static final Set<String> PUT_TOGETHER = Set.of("io.roomledger", "io.roomledger.command");

  private static final double MOST_PUBLIC = 0.40;

  /** The JVM and the container find these by their names. */
  private static final Set<String> MADE_BY_NAME =
      Set.of("io.roomledger.Main", "io.roomledger.ingress.LingeringProtocol");

  @Test
  void partsUseOnlyThePartsThatTheirPackageInfoNames() {
    // Main starts a command, which starts the server: that is how it begins, not a cycle of parts.
    ApplicationModules.of(
            "io.roomledger", OTHER_MODULES.or(JavaClass.Predicates.equivalentTo(Main.class)))
        .verify();
  }

  @Test
  void everyPartSaysWhatItMayUse() {
    List<String> silent =
        SERVER.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .filter(type ->
                !type.isAnnotatedWith(NullMarked.class)
                    || !(type.isAnnotatedWith(ApplicationModule.class)
                        || PUT_TOGETHER.contains(type.getPackageName())))
            .map(JavaClass::getPackageName)
            .toList();
    assertThat(silent).isEmpty();
  }

  @Test
  void noPackagesGoInACircle() {
    check(slices().matching("io.roomledger.(*)..").should().beFreeOfCycles());
  }

  @Test
  void thereIsNoPackageForWhatHasNoPlace() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage(
                "..common..",
                "..core..",
                "..api..",
                "..model..",
                "..dto..",
                "..util..",
                "..impl.."));
  }

  @Test
  void typesAreNamedByTheirDuty() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Common|Dto|Bean|Base|Abstract\\w*)"));
  }

  @Test
  void whatAnObjectNeedsComesThroughItsConstructor() {
    check(fields().should().notBeAnnotatedWith(Autowired.class));
  }

  @Test
  void timeComesInFromOutside() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.roomledger.Server")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callConstructor(java.util.Date.class));
  }

  @Test
  void logsGoThroughTheLogger() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.roomledger.command..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace"));
  }

  @Test
  void onlyTheRendererKnowsHowAnErrorIsAnswered() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.roomledger.wire")
            .should()
            .dependOnClassesThat(
                nameMatching("org\\.springframework\\.http\\.ResponseEntity")
                    .or(nameMatching(".*\\.ResponseStatusException"))));
  }

  @Test
  void classesAreFinalUnlessTheyAreMadeToBeExtended() {
    check(
        classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotMetaAnnotatedWith("org.springframework.stereotype.Component")
            .and()
            .doNotHaveSimpleName("ServerApplication")
            .and()
            .areNotEnums()
            .should()
            .haveModifier(JavaModifier.FINAL));
  }

  @Test
  void aTypeIsPublicOnlyWhenAnotherPackageNeedsIt() {
    Set<JavaClass> needed = new HashSet<>();
    SERVER.stream()
        .filter(ArchitectureTest::usedElsewhere)
        .forEach(type -> addWithWhatItShows(type, needed));
    List<String> needless =
        SERVER.stream()
            .filter(ArchitectureTest::open)
            .filter(type -> !MADE_BY_NAME.contains(type.getName()))
            .filter(type -> !needed.contains(type))
            // These are public without having a say in it.
            .filter(type -> !type.getEnclosingClass().map(JavaClass::isInterface).orElse(false))
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertThat(needless).isEmpty();
  }

  private static boolean usedElsewhere(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  /** Whoever uses a type also meets what its public methods take and give. */
  private static void addWithWhatItShows(JavaClass type, Set<JavaClass> needed) {
    if (SERVER.contain(type.getName()) && needed.add(type)) {
      type.getCodeUnits().stream()
          .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
          .flatMap(unit ->
              Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()))
          .flatMap(shown -> shown.getAllInvolvedRawTypes().stream())
          .forEach(shown -> addWithWhatItShows(shown, needed));
      type.getEnclosingClass().ifPresent(around -> addWithWhatItShows(around, needed));
    }
  }

  @Test
  void mostTypesAreNobodyElsesBusiness() {
    List<JavaClass> types =
        SERVER.stream()
            .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .toList();
    long open = types.stream().filter(ArchitectureTest::open).count();

    assertThat((double) open / types.size())
        .as("%d of %d", open, types.size())
        .isLessThan(MOST_PUBLIC);
  }

  /** Public, and in nothing that is not. */
  private static boolean open(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::open).orElse(true);
  }

  private static void check(ArchRule rule) {
    rule.check(SERVER);
  }
}
