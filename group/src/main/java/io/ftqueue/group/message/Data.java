package io.ftqueue.group.message;

/**
 * One payload of a member, or one part of a payload too large for a frame. A payload is named by its origin and the
 * origin's own count; it is held when all of its parts are.
 *
 * @param origin position of the origin in the frame's configuration
 * @param localSeq the origin's own number, counting from 1 in every configuration
 * @param part which part this is, from 0
 * @param parts how many parts the payload has, 1 to 64
 * @param bytes the part; not to be changed by anyone
 */
public record Data(int origin, long localSeq, int part, int parts, byte[] bytes) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onData(frame, this);
    }
}
