package io.ftqueue.resp;

import org.jspecify.annotations.Nullable;

/** What a connection has been told about itself. */
final class Session {

    private final long id;
    private final String address;
    private boolean authenticated;
    private boolean resp3;
    private byte @Nullable [] name;

    Session(long id, String address, boolean authenticated) {
        this.id = id;
        this.address = address;
        this.authenticated = authenticated;
    }

    /** Its number, which no other connection of this gateway has or had. */
    long id() {
        return id;
    }

    /** Where the client is. */
    String address() {
        return address;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    void setAuthenticated(boolean value) {
        authenticated = value;
    }

    /** Whether replies are in the third version of the protocol. */
    boolean isResp3() {
        return resp3;
    }

    void setResp3(boolean value) {
        resp3 = value;
    }

    /** What the client calls itself. */
    byte @Nullable [] name() {
        return name;
    }

    void setName(byte @Nullable [] value) {
        name = value;
    }
}
