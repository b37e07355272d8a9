package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.QueueList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through the labels in their order, page by page: all of them for KEYS, one page for SCAN. */
final class LabelScan {

    private static final int MAX_PAGE = 65_535;
    private static final int DEFAULT_PAGE = 10;
    private static final byte[] FIRST = {};

    private final Call call;
    private final Glob pattern;
    private final List<byte[]> found = new ArrayList<>();
    private long bytes;

    private LabelScan(Call call, Glob pattern) {
        this.call = call;
        this.pattern = pattern;
    }

    static void keys(Call call) {
        new LabelScan(call, new Glob(call.argument(1))).page(FIRST);
    }

    static void scan(Call call) {
        long cursor = cursor(call.argument(1));
        byte[] pattern = {'*'};
        int count = DEFAULT_PAGE;
        boolean lists = true;
        for (int i = 2; i < call.count(); i += 2) {
            if (i + 1 == call.count()) {
                throw new RespError(Errors.SYNTAX);
            }
            byte[] value = call.argument(i + 1);
            switch (Commands.text(call.argument(i))) {
                case "match" -> pattern = value;
                case "count" -> count = count(value);
                case "type" -> lists = Commands.text(value).equals("list");
                default -> throw new RespError(Errors.SYNTAX);
            }
        }
        byte[] from = cursor == 0 ? FIRST : call.gateway().cursors().find(cursor);
        if (from == null) {
            throw new RespError("ERR the cursor is not known here or was too long ago: begin again with 0");
        }
        if (!lists) {
            call.reply(page(0, List.of()));
            return;
        }
        new LabelScan(call, new Glob(pattern)).onePage(from, count);
    }

    private static long cursor(byte[] argument) {
        try {
            return Long.parseUnsignedLong(Commands.text(argument));
        } catch (NumberFormatException e) {
            throw new RespError("ERR invalid cursor");
        }
    }

    private static int count(byte[] argument) {
        long count = Arguments.integer(argument, Errors.NOT_AN_INTEGER);
        if (count < 1) {
            throw new RespError(Errors.SYNTAX);
        }
        return (int) Math.min(count, MAX_PAGE);
    }

    private void page(byte[] from) {
        Futures.then(call.queues().ask(new Operation.Queues(from, MAX_PAGE)), (result, failure) -> {
            byte[] last = take(result, failure);
            if (call.isDone()) {
                return;
            }
            if (last == null || !call.isWanted()) {
                call.reply(Replies.bulks(found));
            } else {
                page(behind(last));
            }
        });
    }

    private void onePage(byte[] from, int count) {
        Futures.then(call.queues().ask(new Operation.Queues(from, count)), (result, failure) -> {
            byte[] last = take(result, failure);
            if (!call.isDone()) {
                long cursor = last == null ? 0 : call.gateway().cursors().put(behind(last));
                call.reply(page(cursor, found));
            }
        });
    }

    /** Takes in a page; returns its last label, or null if it has none. Replies if something is wrong. */
    private byte @Nullable [] take(Result result, @Nullable Throwable failure) {
        if (failure != null || result.code() != ResultCode.OK) {
            call.reply(Replies.error(failure != null ? Errors.of(failure) : Errors.of(result.code())));
            return null;
        }
        byte[] list = result.item();
        byte[] last = null;
        for (QueueList.Entry queue : list == null ? List.<QueueList.Entry>of() : QueueList.read(list)) {
            last = queue.label();
            if (pattern.matches(last)) {
                found.add(last);
                bytes += last.length + Limits.ELEMENT_OVERHEAD_BYTES;
            }
        }
        if (bytes > Limits.MAX_REPLY_BYTES) {
            call.reply(Replies.error("ERR the labels that match have more than " + Limits.MAX_REPLY_BYTES
                    + " bytes: use SCAN, or another pattern"));
        }
        return last;
    }

    /** The lowest label that comes after. */
    private static byte[] behind(byte[] label) {
        return Arrays.copyOf(label, label.length + 1);
    }

    private static Reply page(long cursor, List<byte[]> labels) {
        return Replies.array(List.of(Replies.bulk(Long.toUnsignedString(cursor)), Replies.bulks(labels)));
    }
}
