package io.roomledger.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomledger.signin.SignIn.Attempt;
import io.roomledger.signin.SignIn.Outcome;
import io.roomledger.signin.SignIn.Result;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who may sign in, and what slows down whoever guesses. */
final class SignInTest {
  private static final String ADDRESS = "192.0.2.1";

  @RegisterExtension static final TestProgram program = TestProgram.with(Map.of());

  private final Organisation organisation = program.organisation();
  private final Organisation.User user = organisation.user("人");
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(program.database().dataSource()));
  private final SignIn signIn =
      new SignIn(
          program.sql(),
          new Passwords(),
          new Lockout(program.sql(), transaction, program.clock()),
          new Sessions(program.sql(), program.clock()));
  private int secrets;

  private Outcome attempt(String name, String password, String address) {
    return signIn.attempt(
        organisation.tenantId(),
        organisation.tenantKey(),
        new Attempt(name, password, address),
        "secret " + organisation.tenantKey() + secrets++);
  }

  private Result right() {
    return attempt(user.email(), user.password(), ADDRESS).result();
  }

  private Outcome wrong() {
    return attempt(user.email(), "wrong password", ADDRESS);
  }

  @Test
  void aNameIsTakenHoweverItIsCapitalised() {
    assertThat(
            attempt(" " + user.email().toUpperCase(Locale.ROOT), user.password(), ADDRESS).result())
        .isEqualTo(Result.SIGNED_IN);
    assertThat(attempt(user.email(), user.password() + " ", ADDRESS).result())
        .isEqualTo(Result.REFUSED);
    assertThat(attempt("", "", ADDRESS).result()).isEqualTo(Result.REFUSED);
    assertThat(attempt("x".repeat(10_000), "y".repeat(100_000), ADDRESS).result())
        .isEqualTo(Result.REFUSED);
  }

  @Test
  void aPasswordIsTheSameHoweverItWasTyped() {
    organisation
        .accounts()
        .setPassword(organisation.tenantId(), user.number(), "Ａngstr\u00f6m密码12");

    assertThat(attempt(user.email(), "Angstro\u0308m密码12", ADDRESS).result())
        .isEqualTo(Result.SIGNED_IN);
  }

  @Test
  void afterFiveFailuresOneWaitsAndEachTimeTwiceAsLong() {
    for (int i = 0; i < 5; i++) {
      assertThat(wrong().result()).isEqualTo(Result.REFUSED);
    }
    for (int seconds : new int[] {30, 60, 120, 240, 480, 900, 900}) {
      Outcome blocked = wrong();
      assertThat(blocked.result()).isEqualTo(Result.BLOCKED);
      assertThat(blocked.pause())
          .isBetween(Duration.ofSeconds(seconds - 20), Duration.ofSeconds(seconds));
      assertThat(right()).as("nor with the right one").isEqualTo(Result.BLOCKED);
      program.clock().advance(Duration.ofSeconds(seconds));
      assertThat(wrong().result()).isEqualTo(Result.REFUSED);
    }
    program.clock().advance(Duration.ofMinutes(15));
    assertThat(right()).isEqualTo(Result.SIGNED_IN);
    assertThat(wrong().result()).as("begins anew").isEqualTo(Result.REFUSED);
    assertThat(wrong().result()).isEqualTo(Result.REFUSED);
  }

  @Test
  void waitingTellsNothingOfWhoThereIs() {
    for (int i = 0; i < 5; i++) {
      assertThat(attempt("nobody@example.org", "wrong password", ADDRESS).result())
          .isEqualTo(Result.REFUSED);
    }
    assertThat(attempt("Nobody@example.org", "wrong password", ADDRESS).result())
        .isEqualTo(Result.BLOCKED);
    assertThat(right()).as("others need not wait").isEqualTo(Result.SIGNED_IN);
  }

  @Test
  void anAddressThatTriesManyNamesWaitsToo() {
    String network = "2001:db8:1:2:";
    for (int i = 0; i < 50; i++) {
      assertThat(attempt("name" + i, "wrong password", network + ":" + i).result())
          .isEqualTo(Result.REFUSED);
    }
    assertThat(attempt("name50", "wrong password", network + "ffff::1").result())
        .isEqualTo(Result.BLOCKED);
    assertThat(attempt(user.email(), user.password(), "2001:db8:1:3::1").result())
        .isEqualTo(Result.SIGNED_IN);
    program.clock().advance(Duration.ofSeconds(30));
    assertThat(attempt("name51", "wrong password", network + ":1").result())
        .isEqualTo(Result.REFUSED);
  }

  @Test
  void triesAtTheSameTimeAreCountedAll() throws Exception {
    List<Future<Outcome>> tries = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      for (int i = 0; i < 12; i++) {
        int number = i;
        tries.add(
            threads.submit(() ->
                signIn.attempt(
                    organisation.tenantId(),
                    organisation.tenantKey(),
                    new Attempt(user.email(), "wrong password", "198.51.100." + number),
                    "at once " + number)));
      }
    }
    List<Result> results = new ArrayList<>();
    for (Future<Outcome> each : tries) {
      results.add(each.get().result());
    }
    assertThat(results.stream().filter(Result.REFUSED::equals)).hasSize(5);
    assertThat(results.stream().filter(Result.BLOCKED::equals)).hasSize(7);
  }

  /** Sixteen at once, of whom none waits, are more than there are turns. */
  @Test
  void aTryForWhichThereIsNoTurnDoesNotCount() throws Exception {
    Passwords impatient = new Passwords(Duration.ZERO);
    SignIn hurried =
        new SignIn(
            program.sql(),
            impatient,
            new Lockout(program.sql(), transaction, program.clock()),
            new Sessions(program.sql(), program.clock()));
    List<Future<Outcome>> tries = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 64; i++) {
        Attempt attempt = new Attempt("name" + i, "wrong password", "203.0.113." + i);
        tries.add(
            threads.submit(() ->
                hurried.attempt(
                    organisation.tenantId(), organisation.tenantKey(), attempt, "unused")));
      }
    }
    for (int i = 0; i < tries.size(); i++) {
      Lockout.Subjects subjects =
          Lockout.Subjects.of(organisation.tenantKey(), "name" + i, "203.0.113." + i);
      int expected = tries.get(i).get().result() == Result.BUSY ? 0 : 1;
      assertThat(failures(subjects.name())).isEqualTo(expected);
      assertThat(failures(subjects.address())).isEqualTo(expected);
    }
    assertThat(tries).anySatisfy(each -> assertThat(each.get().result()).isEqualTo(Result.BUSY));
  }

  private static int failures(byte[] subject) {
    return program
        .sql()
        .sql("select failures from sign_in_failure where subject_hash = ?")
        .param(subject)
        .query(Integer.class)
        .single();
  }

  @Test
  void failuresAreForgottenAfterADay() {
    for (int i = 0; i < 5; i++) {
      wrong();
    }
    program.clock().advance(Duration.ofHours(25));
    for (int i = 0; i < 4; i++) {
      assertThat(wrong().result()).isEqualTo(Result.REFUSED);
    }
    assertThat(right()).isEqualTo(Result.SIGNED_IN);
  }

  @Test
  void aSessionOfThePasswordBeforeIsNotBegun() {
    assertThat(
            new Sessions(program.sql(), program.clock())
                .begin("s", organisation.tenantId(), user.number(), new byte[] {1}))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "12345678", "PassWord1", "aaaaaaaaaaaa", "roomledger"})
  void aWeakPasswordIsRefused(String password) {
    assertThatExceptionOfType(Accounts.RefusedPasswordException.class)
        .isThrownBy(() ->
            organisation.accounts().setPassword(organisation.tenantId(), user.number(), password));
  }

  @Test
  void thePersonsOwnAddressIsNoPassword() {
    assertThatExceptionOfType(Accounts.RefusedPasswordException.class)
        .isThrownBy(() ->
            organisation
                .accounts()
                .setPassword(organisation.tenantId(), user.number(), user.email()));
  }

  @Test
  void passwordsAreKeptAsArgon2idWithTheParametersOfOwasp() {
    String kept =
        new String(
            program
                .sql()
                .sql("select password_hash from account where person_id = ?")
                .param(user.number())
                .query(byte[].class)
                .single(),
            java.nio.charset.StandardCharsets.US_ASCII);

    assertThat(kept).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(user.password());
  }

  @Test
  void aPersonThereIsNoneOfTakesAsLong() {
    long known = 0;
    long unknown = 0;
    Passwords passwords = new Passwords();
    byte[] hash = passwords.hash(user.password());
    for (int i = 0; i < 20; i++) {
      known += time(() -> passwords.matches("wrong password", hash));
      unknown += time(() -> passwords.matches("wrong password", null));
    }
    assertThat((double) unknown / known).isBetween(0.5, 2.0);
  }

  private static long time(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return System.nanoTime() - begin;
  }
}
