package io.ftqueue.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Ports of loopback for servers to come. */
final class Ports {

    private static final InetAddress LOOPBACK = Endpoints.address("127.0.0.1");
    private static final int MAX_PORT = 65_535;

    private Ports() {}

    private interface Opener {
        Closeable open(int port) throws IOException;
    }

    /** These and no others. */
    static List<Integer> given(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    /** The first ports from one on that nobody receives datagrams at just now. */
    static List<Integer> freeUdp(int first, int count) throws IOException {
        return free(first, count, port -> new DatagramSocket(new InetSocketAddress(LOOPBACK, port)));
    }

    /** The first ports from one on that nobody listens at just now. */
    static List<Integer> freeTcp(int first, int count) throws IOException {
        return free(first, count, port -> new ServerSocket(port, 1, LOOPBACK));
    }

    private static List<Integer> free(int first, int count, Opener opener) throws IOException {
        List<Integer> free = new ArrayList<>();
        for (int port = first; port <= MAX_PORT && free.size() < count; port++) {
            try {
                opener.open(port).close();
                free.add(port);
            } catch (BindException e) {
                // Somebody has it: the next one.
            }
        }
        if (free.size() < count) {
            throw new IOException("no " + count + " free ports from " + first + " on");
        }
        return free;
    }
}
