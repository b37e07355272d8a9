package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the books of a cut network notice what they are kept for. */
class BooksTest {

    private final Books books = new Books("q");

    @BeforeEach
    void keep() {
        for (String item : List.of("x1", "x2", "x3")) {
            books.pushed(item, Books.BEFORE, true);
        }
        books.pushed("a1", "a", false);
        books.pushed("a2", "a", false);
        books.pushed("b1", "b", false);
        books.popped("x1", "a", false);
        books.popped("x1", "b", false);
        books.popped("x2", "b", false);
    }

    @Test
    void knowWhatMustBeLeftAndWhatCameTwice() {
        assertThat(books.live()).containsExactly("x3", "a1", "a2", "b1");
        assertThat(books.duplicates()).containsExactly("x1");
    }

    @Test
    void areContentWithAnyMixtureThatKeepsTheOrders() {
        assertThat(books.complaints(List.of("x3", "b1", "a1", "a2"))).isEmpty();
        assertThat(books.complaints(List.of("x3", "a1", "b1", "a2"))).isEmpty();
    }

    @Test
    void noticeWhatIsLostBackTwiceOrNew() {
        assertThat(books.complaints(List.of("x3", "a1", "a2"))).hasSize(1);
        assertThat(books.complaints(List.of("x1", "x3", "a1", "a2", "b1"))).hasSize(1);
        assertThat(books.complaints(List.of("x3", "a1", "a1", "a2", "b1"))).hasSize(1);
        assertThat(books.complaints(List.of("x3", "a1", "a2", "b1", "other"))).hasSize(1);
    }

    @Test
    void noticeTheOrder() {
        assertThat(books.complaints(List.of("x3", "a2", "a1", "b1"))).hasSize(1);
        assertThat(books.complaints(List.of("b1", "x3", "a1", "a2"))).hasSize(1);
    }

    @Test
    void noticeThatSomethingCameTwiceThatOnlyOneSideHadOrAfterTheMerge() {
        books.popped("a1", "a", false);
        books.popped("a1", "b", false);
        books.popped("x2", "a", true);
        assertThat(books.complaints(List.of("x3", "a2", "b1"))).hasSize(2);
    }

    @Test
    void noticeThatWhatWasDestroyedIsBack() {
        books.destroyed();
        books.pushed("b2", "b", false);
        assertThat(books.complaints(List.of("b2"))).isEmpty();
        assertThat(books.complaints(List.of("a1", "b2"))).hasSize(1);
    }
}
