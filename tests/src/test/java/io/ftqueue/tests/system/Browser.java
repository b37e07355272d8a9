package io.ftqueue.tests.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, the one of the system; it resolves no name and so reaches this machine alone. */
final class Browser implements AutoCloseable {

    /** A page shows a change of the group within two seconds, and on a busy machine much later. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** Warns that it does not know the newest browser's protocol, of which nothing is used here. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;

    Browser() {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        var options = new ChromeOptions();
        options.setBinary(BROWSER.toFile());
        // Root, who runs the tests where they are run in a container, has no sandbox.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.addArguments("--no-first-run", "--disable-background-networking", "--disable-component-update");
        options.addArguments("--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        this.driver = new ChromeDriver(service, options);
    }

    static boolean isAvailable() {
        return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
    }

    /** Opens an address in a window of a desktop, with the colours that a system prefers: "light" or "dark". */
    void open(String url, String colours) {
        open(url, colours, 1440, 1500, false);
    }

    /** The same on a small phone. */
    void openOnPhone(String url, String colours) {
        open(url, colours, 360, 740, true);
    }

    private void open(String url, String colours, int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        prefer("prefers-color-scheme", colours);
        driver.get(url);
    }

    /** Has the system prefer something. */
    void prefer(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Presses keys, one after the other, wherever the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses a key while Ctrl is held. */
    void pressWithControl(CharSequence key) {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys(key)
                .keyUp(Keys.CONTROL)
                .perform();
    }

    /** Waits until there is something that can be clicked, and clicks it. */
    void click(String selector) {
        Await.until("a click at " + selector, PATIENCE, () -> {
            try {
                WebElement element = driver.findElement(By.cssSelector(selector));
                if (!element.isDisplayed() || !element.isEnabled()) {
                    return false;
                }
                element.click();
                return true;
            } catch (NoSuchElementException | StaleElementReferenceException e) {
                return false;
            }
        });
    }

    /** Writes into a field. */
    void type(String selector, String text) {
        driver.findElement(By.cssSelector(selector)).sendKeys(text);
    }

    /** The texts of all elements that are shown, as they are read. */
    List<String> texts(String selector) {
        Object texts = run(
                "return [...document.querySelectorAll(arguments[0])]"
                        + ".filter(e => e.checkVisibility()).map(e => e.textContent)",
                selector);
        return texts instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** All shown text of the elements together. */
    String text(String selector) {
        return String.join("\n", texts(selector));
    }

    boolean isEnabled(String selector) {
        return driver.findElement(By.cssSelector(selector)).isEnabled();
    }

    /** Runs JavaScript and returns what it returns. */
    Object run(String script, Object... arguments) {
        try {
            return Optional.ofNullable(driver.executeScript(script, arguments)).orElse("null");
        } catch (JavascriptException e) {
            throw new AssertionError(script + ": " + e.getMessage(), e);
        }
    }

    /** Waits until it is so; a failure leaves a picture of what there was instead. */
    void await(String what, BooleanSupplier condition) {
        try {
            Await.until(what, PATIENCE, condition);
        } catch (AssertionError e) {
            screenshot("failed");
            throw new AssertionError(e.getMessage() + "; the page: " + text("main, dialog") + messages(), e);
        }
    }

    /** What the page has complained of since it was asked last: errors of scripts, of the policy, of loading. */
    List<String> messages() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Keeps a picture of what is seen in target/screenshots. */
    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the picture " + name, e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
