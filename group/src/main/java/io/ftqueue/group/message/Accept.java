package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;

/**
 * The promise to a proposal: its sender accepts nothing more in its old configuration. Where it stands there is in
 * the frame's header.
 *
 * @param proposal the proposal
 * @param lastTimestampMicros no slot its sender holds has a later time
 */
public record Accept(ConfigurationId proposal, long lastTimestampMicros) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onAccept(frame, this);
    }
}
