package io.ftqueue.tests.system;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Datagrams that no server and no client has sent: forged, damaged, or nothing at all. */
final class Junk {

    /**
     * What the original's servers say to each other, which anybody could say, and other things that are no requests.
     */
    static final List<String> NO_REQUESTS = List.of(
            "joinRequest",
            "joinRequest,x,y",
            "joinConfirm",
            "membershipUpdate,5,x",
            "seq,1,00000000-0000-0000-0000-000000000000,7",
            "reseq,1,zz",
            "groupJoinReq",
            "groupJoinConfirm",
            "partitionSetup",
            "partitionSetup,1,2",
            "logsDeliver,1,G:qPush:0:77",
            "logsDeliver,1,G:qPush:1:77",
            "hello",
            "msg",
            "MSG,1,qSize,1",
            ",,,");

    private static final Pattern WELL_FORMED = Pattern.compile(
            "\\s*(mockPartition|msg,[^,]+,((qCreate|qId|qPop|qTop|qSize|qDestroy)(,.*)?|qPush(,.*)?))\\s*",
            Pattern.DOTALL);

    private static final List<String> DAMAGED_TEXTS =
            List.of("qTop,1", "qSize,1", "qCreate,5", "qPush,1,5", "qPop,1", "joinRequest,1", "seq,1,2,3");

    private final SplittableRandom random;
    private final List<byte[]> memberFrames;

    Junk(long seed, List<byte[]> memberFrames) {
        this.random = new SplittableRandom(seed);
        this.memberFrames = memberFrames;
    }

    /** Requests that make no sense, each with the reason that its sender is told. */
    static List<String[]> malformedRequests() {
        List<String[]> requests = new ArrayList<>();
        requests.add(new String[] {"", "missing operation"});
        requests.add(new String[] {",qDance,1", "unknown operation"});
        requests.add(new String[] {",", "unknown operation"});
        for (String operation : List.of("qCreate", "qId", "qPop", "qTop", "qSize", "qDestroy", "qPush", "qPush,1")) {
            requests.add(new String[] {"," + operation, "missing argument"});
        }
        for (String operation : List.of("qCreate", "qId", "qPop", "qTop", "qSize", "qDestroy")) {
            requests.add(new String[] {"," + operation + ",x", "not an integer"});
        }
        for (String arguments : List.of("qTop,1.5", "qPush,1,1.5", "qPush,x,1", "qPush,1,", "qPush,1,0x10", "qTop,-")) {
            requests.add(new String[] {"," + arguments, "not an integer"});
        }
        return requests;
    }

    /** Listens to what members say to each other until it has heard so many frames. */
    static List<byte[]> overhear(InetSocketAddress memberGroup, int count) throws IOException {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(Servers.address("127.0.0.1"));
        try (var socket = new MulticastSocket(null)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(memberGroup);
            socket.joinGroup(memberGroup, loopback);
            socket.setSoTimeout(5_000);
            List<byte[]> frames = new ArrayList<>();
            var packet = new DatagramPacket(new byte[65_536], 65_536);
            while (frames.size() < count) {
                packet.setLength(65_536);
                socket.receive(packet);
                frames.add(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
            return frames;
        }
    }

    /** Bytes that mean nothing. */
    byte[] noise() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A member's frame, damaged on the way. */
    byte[] damagedMemberFrame() {
        return damage(memberFrames.get(random.nextInt(memberFrames.size())));
    }

    /** A native client's frame, damaged on the way. */
    byte[] damagedClientFrame() {
        ClientFrame frame = switch (random.nextInt(3)) {
            case 0 -> new ClientFrame.Discover(random.nextLong(), 0);
            case 1 -> new ClientFrame.StatusRequest(random.nextLong());
            default ->
                new ClientFrame.Request(
                        random.nextLong(), 1, List.of(), 1, List.of(new Operation.Pop(1), new Operation.Size(1)));
        };
        return damage(ClientCodec.encode(frame));
    }

    /** A text that is nearly a request. What the damage has left in order is none of them. */
    byte[] damagedText() {
        while (true) {
            String operation = DAMAGED_TEXTS.get(random.nextInt(DAMAGED_TEXTS.size()));
            byte[] bytes = damage(TextClient.request(operation).getBytes(StandardCharsets.UTF_8));
            if (!WELL_FORMED.matcher(new String(bytes, StandardCharsets.UTF_8)).matches()) {
                return bytes;
            }
        }
    }

    private byte[] damage(byte[] original) {
        byte[] bytes = original.clone();
        if (random.nextInt(4) == 0) {
            // Shorter or longer.
            return random.nextBoolean()
                    ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                    : Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(50));
        }
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        return Arrays.equals(bytes, original) ? damage(original) : bytes;
    }
}
