package io.ftqueue.http;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** What is done at a path, which is written as in the description of the interface: parameters in braces. */
record Route(HandlerType method, String path, Handler handler) {

    static final String API = "/api/v1";

    static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, handler);
    }

    static Route delete(String path, Handler handler) {
        return new Route(HandlerType.DELETE, path, handler);
    }
}
