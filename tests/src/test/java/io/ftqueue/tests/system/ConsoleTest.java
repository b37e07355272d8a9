package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/**
 * The console of real servers in a real browser, as a person uses it. All tests share three servers, of which the
 * second lets its console only look.
 */
@ExtendWith(NeedsBrowser.class)
class ConsoleTest {

    private static final int LOOKING_ONLY = 1;

    /** What people are advised to demand of text: the AA level of the guidelines for accessible pages. */
    private static final double LEAST_CONTRAST = 4.5;

    private static final List<Integer> PORTS = new ArrayList<>();
    private static @Nullable Servers servers;
    private static @Nullable Browser started;

    private Browser browser;

    @SuppressWarnings("NullAway.Init")
    ConsoleTest() {}

    /** Not before all tests: a machine without a browser starts nothing. */
    @BeforeEach
    void start() {
        if (servers == null) {
            PORTS.addAll(Servers.freePorts(3));
            servers = Servers.start(3, ConsoleTest::options);
            servers.awaitOneConfiguration();
            PORTS.forEach(ConsoleTest::awaitConsole);
        }
        if (started == null) {
            started = new Browser();
        }
        browser = started;
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(post(0, "heal", "{}")).as("one group for the next test").isEqualTo(200);
        assertThat(browser.messages()).isEmpty();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void threeMembersServeAndTakeTurns() {
        openGroup(0, "light");

        assertThat(browser.texts(".member-name")).containsExactlyInAnyOrder("s1", "s2", "s3");
        assertThat(browser.texts(".health .word")).containsExactly("serving", "serving", "serving");
        assertThat(browser.texts(".member-address"))
                .filteredOn(text -> text.contains("this one"))
                .hasSize(1);
        browser.await(
                "a member that is lit", () -> browser.texts(".ring-node.lit").size() == 1);
        assertThat(browser.text(".ring")).containsPattern("s[123]’s turn");
        assertThat(browser.texts(".river-node.current")).hasSize(1);
        assertThat(browser.text("#river-caption"))
                .contains("3 members (s1, s2 and s3)")
                .contains("now");
        assertThat(browser.texts(".plot h3")).containsExactly("Slots", "Operations", "Latency", "Loss");
        browser.await(
                "figures beside the plots", () -> !browser.text(".plot-value").startsWith("–"));
        assertThat(browser.run("return document.querySelectorAll('.plot canvas').length"))
                .isEqualTo(4L);
        browser.screenshot("console-light");
    }

    @Test
    void itemsGoThroughTheButtons() {
        String label = "<img src=x onerror=\"document.title='broken'\"> " + UUID.randomUUID();
        openGroup(0, "light");

        browser.click("#create");
        browser.type("#new-label", label);
        browser.click("dialog button.primary");
        browser.await("the queue in the table", () -> browser.texts(".open").contains(label));
        openQueue(label);
        assertThat(browser.text(".items")).contains("./ftqueue push");

        browser.type("#push-text", "<b>first</b>\nsecond");
        browser.click("#push-lines");
        browser.click(".push .primary");
        browser.await("two items", () -> browser.texts(".items pre").equals(List.of("<b>first</b>", "second")));
        assertThat(browser.text(".toast")).contains("2 items pushed");
        browser.screenshot("console-queue");

        browser.click("#pop");
        browser.await("the popped item", () -> browser.texts(".popped pre").equals(List.of("<b>first</b>")));
        browser.await("one item", () -> browser.texts(".items pre").equals(List.of("second")));

        browser.click("#destroy");
        browser.click("dialog.small .danger");
        browser.await("no such queue", () -> !browser.texts(".open").contains(label));
        assertThat(browser.texts("dialog")).isEmpty();
        assertThat(browser.run("return document.querySelectorAll('main img, main b').length"))
                .isEqualTo(0L);
        assertThat(browser.run("return document.title")).isEqualTo("FTQueue console");
    }

    @Test
    void withoutLeaveTheButtonsAreOffAndSayWhy() {
        String label = "seen " + UUID.randomUUID();
        create(label);
        openGroup(LOOKING_ONLY, "light");

        browser.await("the reason", () -> browser.text("#looking-only").contains("--console-control"));
        for (String button : List.of("#create", "#split", "#heal")) {
            assertThat(browser.isEnabled(button)).as(button).isFalse();
        }
        browser.press("n", "s", "h");
        assertThat(browser.texts("dialog")).isEmpty();

        openQueue(label);
        assertThat(browser.text("dialog .note")).contains("--console-control");
        for (String field : List.of("#push-text", ".push .primary", "#pop", "#destroy")) {
            assertThat(browser.isEnabled(field)).as(field).isFalse();
        }
    }

    @Test
    void aSplitIsSeenAndAMergeIsReported() {
        String label = "split-" + UUID.randomUUID();
        create(label);
        openGroup(0, "dark");
        int merges = browser.texts(".merge").size();

        splitAndPushOnBothSides(label);
        browser.click("#heal");
        browser.click("dialog .danger");
        browser.await("a report", () -> browser.texts(".merge").size() == merges + 1);
        browser.await("one group", () -> browser.texts(".component").size() == 1);
        assertThat(browser.text(".merge"))
                .contains(label)
                .contains("1 item brought by s1 and s2")
                .contains("1 item brought by s3");
        browser.await(
                "a merge in the history", () -> browser.text("#river-caption").contains("merge of"));
        browser.screenshot("console-merged");
    }

    private void splitAndPushOnBothSides(String label) {
        browser.click("#split");
        assertThat(browser.text(".split-preview")).isEqualTo("s1, s2  |  s3");
        browser.click("dialog .primary");
        browser.await("two sides", () -> browser.texts(".component").size() == 2);
        assertThat(browser.text("#summary-text")).startsWith("The group is split: ");
        browser.await("two branches", () -> browser.texts(".river-node.current").size() == 2);
        browser.await(
                "a member lit on each side",
                () -> browser.texts(".ring-node.lit").size() == 2);
        openQueue(label);
        browser.type("#push-text", "of the first side");
        browser.click(".push .primary");
        browser.await("the item", () -> browser.texts(".items pre").equals(List.of("of the first side")));
        browser.press(Keys.ESCAPE);
        assertThat(post(2, "queues/" + label + "/items", "{\"text\":\"of the second side\"}"))
                .isEqualTo(201);
        browser.screenshot("console-split");
    }

    @Test
    void everythingIsReachedByKeyboard() {
        String label = "by keyboard " + UUID.randomUUID();
        openGroup(0, "light");

        browser.press("?");
        browser.await("help", () -> browser.text("dialog").contains("Search the queues"));
        browser.press(Keys.ESCAPE);
        browser.press("n");
        browser.press(label, Keys.ENTER);
        browser.await("the queue", () -> browser.texts(".open").contains(label));
        browser.press("/", label, Keys.TAB);
        browser.await("only that queue", () -> browser.texts(".open").equals(List.of(label)));
        tabTo(".open");
        browser.press(Keys.ENTER);
        browser.await("its panel", () -> browser.text("dialog h2").equals(label));
        tabTo("#push-text");
        browser.press("typed");
        browser.pressWithControl(Keys.ENTER);
        browser.await("the item", () -> browser.texts(".items pre").equals(List.of("typed")));
        tabTo("#pop");
        browser.press(Keys.SPACE);
        browser.await("the popped item", () -> browser.texts(".popped pre").equals(List.of("typed")));
        browser.press(Keys.ESCAPE);
        browser.await("the focus where it was", () -> isFocused(".open"));

        browser.press("2");
        tabTo(".river-node");
        String newest = browser.text("#river-caption");
        browser.press(Keys.HOME);
        assertThat(browser.text("#river-caption")).isNotEqualTo(newest);
        assertThat(browser.run("return getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth"))
                .isEqualTo("3.5px");
    }

    @Test
    void coloursFollowTheSystemAndTheToggle() {
        for (String colours : List.of("dark", "light")) {
            openGroup(0, colours);
            assertThat(isDark()).as(colours).isEqualTo(colours.equals("dark"));
            assertThat(leastContrast()).as(colours).isGreaterThanOrEqualTo(LEAST_CONTRAST);
            browser.screenshot("console-" + colours);
        }
        browser.press("t");
        assertThat(isDark()).as("chosen").isTrue();
        browser.reload();
        awaitGroup();
        assertThat(isDark()).as("remembered").isTrue();
        browser.press("t", "t");
        assertThat(isDark()).as("the system's again").isFalse();
    }

    @Test
    void aPhoneScrollsInOneDirectionOnly() {
        String label = "a-label-without-any-gap-in-it-".repeat(4) + UUID.randomUUID();
        create(label);
        browser.openOnPhone(url(0), "light");
        awaitGroup();
        browser.await("the queue", () -> browser.texts(".open").contains(label));
        assertThat(overflow("document.documentElement")).isZero();
        browser.screenshot("console-phone");
        openQueue(label);
        assertThat(overflow("document.querySelector('dialog')")).isZero();
        assertThat(overflow("document.documentElement")).isZero();
    }

    @Test
    void aLostConnectionIsToldAndComesBack() {
        openGroup(2, "light");
        ServerProcess server = servers().get(2);
        server.kill();
        try {
            browser.await("the banner", () -> browser.text("#banner").contains("connection to this server is lost"));
            assertThat(browser.isEnabled("#create")).isFalse();
        } finally {
            server.restart();
        }
        browser.await("no banner", () -> browser.texts("#banner").isEmpty());
        awaitGroup();
        browser.await("buttons", () -> browser.isEnabled("#create"));
        // What could not be loaded meanwhile the browser itself complains of.
        assertThat(browser.messages()).allMatch(message -> message.contains("Failed to load resource"));
    }

    private static List<String> options(int server) {
        List<String> options = new ArrayList<>(List.of("--console", String.valueOf(PORTS.get(server))));
        if (server != LOOKING_ONLY) {
            options.add("--console-control");
        }
        return options;
    }

    private static Servers servers() {
        if (servers == null) {
            throw new IllegalStateException("not started");
        }
        return servers;
    }

    private static String url(int server) {
        return "http://127.0.0.1:" + PORTS.get(server) + "/";
    }

    private static void awaitConsole(int port) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/capabilities"))
                .build();
        Await.until("the console at port " + port, ServerProcess.START_PATIENCE, () -> status(request) == 200);
    }

    private static void create(String label) {
        assertThat(post(0, "queues", "{\"label\":\"" + label + "\"}")).isEqualTo(201);
    }

    /** Asks a server for something, not by way of the browser; the status of the answer. */
    private static int post(int server, String path, String json) {
        return status(HttpRequest.newBuilder(URI.create(url(server) + "api/v1/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private static int status(HttpRequest request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }

    /** Opens a server's console and waits until it shows one group of three. */
    private void openGroup(int server, String colours) {
        browser.open(url(server), colours);
        awaitGroup();
    }

    private void awaitGroup() {
        browser.await(
                "one group of three", () -> browser.text("#summary-text").equals("All 3 servers serve as one group."));
        browser.await(
                "the queues", () -> browser.texts("#queue-table .empty, .open").size() > 0);
    }

    private void openQueue(String label) {
        browser.await("the queue", () -> browser.texts(".open").contains(label));
        browser.run(
                "[...document.querySelectorAll('.open')].find(open => open.textContent === arguments[0]).click()",
                label);
        browser.await("its items", () -> !browser.texts("dialog .items li").isEmpty());
    }

    /** Goes on with the Tab key until the focus is there. */
    private void tabTo(String selector) {
        for (int i = 0; i < 50 && !isFocused(selector); i++) {
            browser.press(Keys.TAB);
        }
        assertThat(isFocused(selector)).as("focus at " + selector).isTrue();
    }

    private boolean isFocused(String selector) {
        return Boolean.TRUE.equals(browser.run("return document.activeElement.matches(arguments[0])", selector));
    }

    private boolean isDark() {
        Object red = browser.run("return Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
        return red instanceof Long value && value < 128;
    }

    private long overflow(String element) {
        Object wider = browser.run("const e = " + element + "; return Math.max(0, e.scrollWidth - e.clientWidth)");
        return wider instanceof Long value ? value : -1;
    }

    /** Of every colour of text on every background. */
    private double leastContrast() {
        Object least = browser.run("""
                const probe = document.createElement("span");
                document.body.append(probe);
                const light = (name) => {
                  probe.style.color = `var(${name})`;
                  const channels = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map((c) => c / 255);
                  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const ratios = ["--text", "--muted", "--accent", "--good", "--busy", "--bad"].flatMap((text) =>
                  ["--page", "--surface", "--raised"].map((page) => {
                    const [dark, bright] = [light(text), light(page)].sort((a, b) => a - b);
                    return (bright + 0.05) / (dark + 0.05);
                  }));
                probe.remove();
                return String(Math.min(...ratios));
                """);
        return Double.parseDouble(String.valueOf(least));
    }
}
