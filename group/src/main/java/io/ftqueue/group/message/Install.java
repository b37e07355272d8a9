package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;

/**
 * All members have recovered: the configuration exists.
 *
 * @param proposal the plan's proposal
 */
public record Install(ConfigurationId proposal) implements Message {

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onInstall(frame, this);
    }
}
