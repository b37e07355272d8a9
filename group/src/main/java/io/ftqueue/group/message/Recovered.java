package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;

/**
 * Its sender holds all that the plan asks of it.
 *
 * @param proposal the plan's proposal
 */
public record Recovered(ConfigurationId proposal) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onRecovered(frame, this);
    }
}
