package io.roomledger.oauth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.roomledger.testing.Consent;
import io.roomledger.testing.TestProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The authorize page in a real browser: this machine's Chromium. Where there is none this fails,
 * and says so. Pictures of what was seen are left in {@code target/pages}.
 */
@SuppressWarnings("NullAway.Init")
final class BrowserTest {
  private static final Path CHROMIUM =
      Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
  private static final Path PICTURES = Path.of("target", "pages");
  private static final double TEXT = 4.5;

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private static Playwright playwright;
  private static Browser chromium;

  private final Consent consent =
      new Consent(program, "vc:export", "contact:user.email:readonly", "offline_access");
  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void startBrowser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setChromiumSandbox(false));
  }

  @AfterAll
  static void stopBrowser() {
    // Closes the browser too.
    playwright.close();
  }

  @BeforeEach
  void open() {
    speak("en-GB", ColorScheme.LIGHT);
  }

  private void speak(String locale, ColorScheme scheme) {
    if (context != null) {
      context.close();
    }
    context =
        chromium.newContext(
            new Browser.NewContextOptions()
                .setLocale(locale)
                .setColorScheme(scheme)
                .setViewportSize(900, 720));
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (!message.type().equals("log")) {
        complaints.add(message.type() + ": " + message.text());
      }
    });
    page.onPageError(complaints::add);
    // The app, as far as it matters here.
    page.route(
        "https://app.example/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/html").setBody("<p>back</p>")));
  }

  @AfterEach
  void nothingWasComplainedOf() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  private void visit(String more) {
    page.navigate(
        "http://127.0.0.1:"
            + program.node().port()
            + consent.page(
                "&scope=vc%3Aexport%20contact%3Auser.email%3Areadonly%20offline_access" + more));
  }

  private void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private void signIn(String nameLabel, String passwordLabel, String button) {
    page.getByLabel(nameLabel).fill(consent.user.email());
    page.getByLabel(passwordLabel).fill(consent.user.password());
    button(button);
  }

  private void signIn() {
    signIn("E-mail address or user ID", "Password", "Sign in");
  }

  private void button(String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  private void seesHeading(String text) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText(text);
  }

  private void isBackWith(String query) {
    page.waitForURL(Pattern.compile("https://app\\.example/back\\?from=here&" + query));
  }

  @Test
  void signsInSeesWhatIsAskedForAndAllowsIt() {
    visit("");
    seesHeading("Sign in");
    picture("sign-in-en");
    signIn();
    seesHeading("app asks for access");
    assertThat(page.getByText("You are signed in as 韩梅梅, 组织.")).isVisible();
    for (String sentence :
        List.of(
            "export meeting and room reservation data that you may export yourself",
            "know your e-mail address",
            "do all of this also when you are away, until you take it back")) {
      assertThat(page.getByText(sentence)).isVisible();
    }
    assertThat(page.getByText("You will be taken back to https://app.example.")).isVisible();
    picture("consent-en");
    button("Allow");
    isBackWith("code=[\\w-]{64}&state=s%20t");
  }

  @Test
  void theSameInChinese() {
    speak("zh-CN", ColorScheme.LIGHT);
    visit("");
    seesHeading("登录");
    assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
    picture("sign-in-zh");
    signIn("邮箱或用户 ID", "密码", "登录");
    seesHeading("app 申请授权");
    for (String sentence : List.of("导出您本人有权导出的会议和会议室预定数据", "获知您的邮箱", "在您离开时也可以进行以上操作，直到您收回授权")) {
      assertThat(page.getByText(sentence)).isVisible();
    }
    picture("consent-zh");
    button("允许");
    isBackWith("code=[\\w-]{64}&state=s%20t");
  }

  @Test
  void theLanguageCanBeChanged() {
    visit("");
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("中文")).click();
    seesHeading("登录");
    assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("English")).click();
    seesHeading("Sign in");
  }

  @Test
  void refusingLeadsBackToo() {
    visit("");
    signIn();
    button("Refuse");
    isBackWith("error=access_denied&state=s%20t");
  }

  @Test
  void aWrongPasswordIsSaidWhereItIsSeenAndHeard() {
    visit("");
    page.getByLabel("E-mail address or user ID").fill(consent.user.email());
    page.getByLabel("Password").fill("wrong password");
    button("Sign in");

    assertThat(page.getByRole(AriaRole.ALERT)).hasText("The name or the password is not right.");
    assertThat(page.getByLabel("E-mail address or user ID")).hasValue(consent.user.email());
    assertThat(page.getByLabel("Password")).hasValue("");
    assertThat(page.getByLabel("E-mail address or user ID"))
        .hasAttribute("aria-describedby", "problem");
    picture("wrong-password-en");
    // The browser itself notes an answer that is none of success.
    assertThat(complaints).hasSize(1);
    assertThat(complaints.removeFirst()).contains("403");

    page.getByLabel("Password").fill(consent.user.password());
    button("Sign in");
    seesHeading("app asks for access");
  }

  @Test
  void theKeyboardAloneWillDo() {
    visit("");
    pressUntilFocused("#name");
    page.keyboard().type(consent.user.email());
    page.keyboard().press("Tab");
    page.keyboard().type(consent.user.password());
    page.keyboard().press("Enter");
    seesHeading("app asks for access");
    pressUntilFocused("button[value=allow]");
    assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    picture("consent-focus-en");
    page.keyboard().press("Enter");
    isBackWith("code=[\\w-]{64}&state=s%20t");
  }

  private void pressUntilFocused(String selector) {
    for (int i = 0; i < 10; i++) {
      page.keyboard().press("Tab");
      if ((boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
        return;
      }
    }
    throw new AssertionError(selector + " cannot be reached by Tab");
  }

  @Test
  void everyFieldHasItsLabel() {
    visit("");
    assertThat(unlabelled()).isEmpty();
    assertThat(page.locator("main")).hasCount(1);
    assertThat(page.locator("h1")).hasCount(1);
  }

  private List<?> unlabelled() {
    return (List<?>)
        page.evaluate(
            """
            [...document.querySelectorAll('input:not([type=hidden], [hidden])')]
              .filter(input => !document.querySelector('label[for="' + input.id + '"]')?.textContent.trim())
              .map(input => input.outerHTML)
            """);
  }

  @Test
  void whatWasAllowedCanBeTakenBack() {
    String account = "http://127.0.0.1:" + program.node().port() + AccountPage.PATH;
    visit("");
    signIn();
    button("Allow");
    isBackWith("code=[\\w-]{64}&state=s%20t");

    page.navigate(account);
    seesHeading("Your account");
    canBeRead();
    assertThat(unlabelled()).isEmpty();
    picture("account-en");
    button("Take back what app may");
    assertThat(page.getByText("You have not allowed any app anything.")).isVisible();
    page.getByLabel("Current password").fill(consent.user.password());
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
        .fill("another long one");
    page.getByLabel("New password, once more").fill("another long one");
    button("Change password");
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Your password was changed.");
    canBeRead();
    picture("account-changed-en");
    page.navigate(account + "?lang=zh");
    seesHeading("您的账号");
    button("退出登录");
    seesHeading("登录");
  }

  @ParameterizedTest
  @CsvSource({"LIGHT", "DARK"})
  void everythingWrittenCanBeRead(ColorScheme scheme) {
    speak("en-GB", scheme);
    visit("");
    canBeRead();
    page.getByLabel("E-mail address or user ID").fill("nobody");
    page.getByLabel("Password").fill("wrong password");
    button("Sign in");
    assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
    canBeRead();
    picture("wrong-password-" + scheme);
    complaints.clear();
    signIn();
    seesHeading("app asks for access");
    canBeRead();
    picture("consent-" + scheme);
  }

  @Test
  void itFitsATelephone() {
    page.setViewportSize(320, 640);
    visit("");
    signIn();
    seesHeading("app asks for access");
    assertThat((boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isTrue();
    picture("consent-telephone");
  }

  /** Of each element with words of its own: what, its colour, and that of what lies behind. */
  private void canBeRead() {
    // Words can be there before the style sheet is.
    page.waitForLoadState();
    List<?> found =
        (List<?>)
            page.evaluate(
                """
                [...document.querySelectorAll('body *')]
                  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
                  .map(e => {
                    let behind = e;
                    const clear = c => c === 'rgba(0, 0, 0, 0)';
                    while (behind && clear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
                    return [e.tagName + ' ' + e.textContent.trim(), getComputedStyle(e).color,
                            getComputedStyle(behind ?? document.body).backgroundColor];
                  })
                """);
    assertThat(found).hasSizeGreaterThan(5);
    for (Object each : found) {
      List<?> words = (List<?>) each;
      assertThat(Contrast.of(String.valueOf(words.get(1)), String.valueOf(words.get(2))))
          .as(() -> words.toString())
          .isGreaterThanOrEqualTo(TEXT);
    }
  }

  @Test
  void contrastIsMeasuredAsWcagSays() {
    assertThat(Contrast.of("rgb(0, 0, 0)", "rgb(255, 255, 255)")).isEqualTo(21.0);
    assertThat(Contrast.of("rgb(118, 118, 118)", "rgb(255, 255, 255)")).isBetween(4.54, 4.55);
    assertThat(Contrast.of("rgb(119, 119, 119)", "rgb(255, 255, 255)")).isLessThan(TEXT);
  }

  /** The contrast of two colours by WCAG 2: 1 to 21. */
  private static final class Contrast {
    private static final Pattern RGB = Pattern.compile("rgb\\((\\d+), (\\d+), (\\d+)\\)");

    private Contrast() {}

    static double of(String one, String other) {
      double first = luminance(one);
      double second = luminance(other);
      return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String colour) {
      java.util.regex.Matcher parts = RGB.matcher(colour);
      assertThat(parts.matches()).as(colour).isTrue();
      return 0.2126 * linear(parts.group(1))
          + 0.7152 * linear(parts.group(2))
          + 0.0722 * linear(parts.group(3));
    }

    private static double linear(@Nullable String part) {
      double share = Integer.parseInt(String.valueOf(part)) / 255.0;
      return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
  }
}
