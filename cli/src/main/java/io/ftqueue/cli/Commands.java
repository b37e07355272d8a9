package io.ftqueue.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** All commands by name, in the order in which people read of them. */
final class Commands {

    /** Made only when they are called: looking at every one of them would take most of a short command's time. */
    static final Map<String, Supplier<Object>> ALL = all();

    private Commands() {}

    private static Map<String, Supplier<Object>> all() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>(ofClients());
        all.put("shell", ShellCommand::new);
        all.put("cluster", ClusterCommand::new);
        all.put("server", ServerCommand::new);
        all.put("inspect", InspectCommand::new);
        all.put("demo", DemoCommand::new);
        all.put("bench", BenchCommand::new);
        all.put("simulate", SimulateCommand::new);
        all.put("completion", CompletionCommand::new);
        all.put("man", ManCommand::new);
        return all;
    }

    /** Those that a shell has, too. */
    static Map<String, Supplier<Object>> ofClients() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("queues", BrowseCommands.Queues::new);
        commands.put("create", QueueCommands.Create::new);
        commands.put("id", QueueCommands.Id::new);
        commands.put("push", QueueCommands.Push::new);
        commands.put("pop", QueueCommands.Pop::new);
        commands.put("top", QueueCommands.Top::new);
        commands.put("peek", BrowseCommands.Peek::new);
        commands.put("tail", TailCommand::new);
        commands.put("size", QueueCommands.Size::new);
        commands.put("take", LeaseCommands.Take::new);
        commands.put("ack", LeaseCommands.Ack::new);
        commands.put("nack", LeaseCommands.Nack::new);
        commands.put("extend", LeaseCommands.Extend::new);
        commands.put("export", TransferCommands.Export::new);
        commands.put("import", TransferCommands.Import::new);
        commands.put("purge", QueueCommands.Purge::new);
        commands.put("destroy", QueueCommands.Destroy::new);
        commands.put("status", StatusCommand::new);
        commands.put("partition", PartitionCommands.Partition::new);
        commands.put("heal", PartitionCommands.Heal::new);
        commands.put("forget", PartitionCommands.Forget::new);
        return commands;
    }
}
