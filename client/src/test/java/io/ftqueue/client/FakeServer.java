package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Request;
import io.ftqueue.queue.codec.ClientFrame.ServerAddress;
import io.ftqueue.queue.codec.Decoded;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A socket that answers as a script says. It executes nothing: a pop brings the number of the operation. */
final class FakeServer implements AutoCloseable {

    /** What to answer to the so-many-th request; an empty list is silence. */
    interface Script {
        List<ClientFrame> answer(int request, Request frame);
    }

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final Script script;
    private final List<ServerAddress> others = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<ClientFrame.Wait> waits = new CopyOnWriteArrayList<>();
    private volatile ClientFrame.Tidings tidings = ClientFrame.Tidings.HELD;
    private volatile boolean mute;

    FakeServer(Script script) throws IOException {
        this.script = script;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        this.address = (InetSocketAddress) socket.getLocalSocketAddress();
        var thread = new Thread(this::serve, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers everything. */
    static List<ClientFrame> all(int number, Request request) {
        var answers = new ArrayList<Answer>();
        long seq = request.firstSeq();
        for (Operation operation : request.operations()) {
            byte[] item = String.valueOf(seq).getBytes(StandardCharsets.UTF_8);
            answers.add(
                    new Answer(seq, operation instanceof Operation.Pop ? Result.ofItem(item) : Result.ofNumber(seq)));
            seq++;
        }
        return List.of(new ClientFrame.Reply(request.clientId(), 0, new Holding(2, false), answers));
    }

    InetSocketAddress address() {
        return address;
    }

    /** Tells clients of another server, too. */
    void knows(FakeServer other) {
        others.add(new ServerAddress("other", "127.0.0.1", other.address().getPort()));
    }

    /** The requests so far. */
    List<Request> requests() {
        return requests;
    }

    /** The waits so far. */
    List<ClientFrame.Wait> waits() {
        return waits;
    }

    /** What waits are answered from now on. */
    void say(ClientFrame.Tidings what) {
        tidings = what;
    }

    ClientConfig config() {
        return ClientConfig.defaults().withServers(List.of(address()));
    }

    /** From now on nothing is heard from here, as if the network were cut. */
    void fallSilent() {
        mute = true;
    }

    /** From now on nobody listens here. */
    void die() {
        socket.close();
    }

    @Override
    public void close() {
        die();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                packet.setLength(65_536);
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                for (ClientFrame answer : answers(((Decoded.Ok) ClientCodec.decode(bytes)).frame())) {
                    send(answer, packet.getSocketAddress());
                }
            }
        } catch (SocketException e) {
            // Closed: the test is over, or the server has died in it.
            return;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ClientFrame> answers(ClientFrame frame) {
        if (mute) {
            return List.of();
        }
        if (frame instanceof ClientFrame.Discover discover) {
            var servers = new ArrayList<ServerAddress>();
            servers.add(new ServerAddress("fake", "127.0.0.1", address().getPort()));
            servers.addAll(others);
            return List.of(new ClientFrame.Welcome(discover.nonce(), servers));
        }
        if (frame instanceof ClientFrame.StatusRequest question) {
            byte[] json = "{\"name\":\"fake\"}".getBytes(StandardCharsets.UTF_8);
            return List.of(
                    new ClientFrame.StatusReply(question.nonce(), 1, 2, Arrays.copyOfRange(json, 5, json.length)),
                    new ClientFrame.StatusReply(question.nonce() + 1, 0, 2, new byte[] {'?'}),
                    new ClientFrame.StatusReply(question.nonce(), 0, 2, Arrays.copyOf(json, 5)));
        }
        if (frame instanceof ClientFrame.Wait wait) {
            waits.add(wait);
            return List.of(new ClientFrame.Notice(wait.nonce(), tidings));
        }
        var request = (Request) frame;
        requests.add(request);
        return script.answer(requests.size(), request);
    }

    private void send(ClientFrame frame, SocketAddress to) throws IOException {
        byte[] bytes = ClientCodec.encode(frame);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
}
