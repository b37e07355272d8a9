package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.MemberId;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressBookTest {

    private static final long SECOND = 1_000_000_000L;

    private final InetSocketAddress self = endpoint("10.0.0.1", 8080);
    private final InetSocketAddress peer = endpoint("10.0.0.2", 8080);
    private final InetSocketAddress stranger = endpoint("10.0.0.3", 8081);
    private final AddressBook book = new AddressBook(self, List.of(self, peer, peer));

    @Test
    void makesNumbersOfAddressesAndBack() {
        InetSocketAddress high = endpoint("255.254.253.252", 65_535);
        assertThat(AddressBook.serverNumber(high)).isEqualTo(0xfffefdfcffffL);
        assertThat(AddressBook.addressOf(AddressBook.serverNumber(high))).isEqualTo(high);
        assertThat(AddressBook.addressOf(AddressBook.serverNumber(self))).isEqualTo(self);
    }

    @Test
    void sendsToThePeersGivenButNotToItself() {
        assertThat(book.everybody()).containsExactly(peer);
    }

    @Test
    void sendsToThoseHeardToo() {
        book.heard(member(stranger), stranger, 0);
        book.heard(member(peer), peer, 0);
        assertThat(book.everybody()).containsExactlyInAnyOrder(peer, stranger);
    }

    @Test
    void believesTheSourceOfAFrameMoreThanTheNumber() {
        InetSocketAddress translated = endpoint("192.168.1.1", 40_000);
        assertThat(book.of(member(stranger))).isEqualTo(stranger);
        book.heard(member(stranger), translated, 0);
        assertThat(book.of(member(stranger))).isEqualTo(translated);
        assertThat(book.everybody()).containsExactly(peer, translated);
    }

    @Test
    void forgetsTheSilentButNotThePeersGiven() {
        book.heard(member(stranger), stranger, 0);
        book.heard(member(peer), peer, 0);
        book.expire(59 * SECOND);
        assertThat(book.everybody()).hasSize(2);
        book.expire(61 * SECOND);
        assertThat(book.everybody()).containsExactly(peer);
        assertThat(book.heard()).isEmpty();
    }

    private static MemberId member(InetSocketAddress address) {
        return new MemberId(AddressBook.serverNumber(address), 7);
    }

    private static InetSocketAddress endpoint(String ip, int port) {
        return new InetSocketAddress(Loopback.ipv4(ip), port);
    }
}
