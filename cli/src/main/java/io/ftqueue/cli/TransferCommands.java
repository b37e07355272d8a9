package io.ftqueue.cli;

import io.ftqueue.cli.QueueCommands.QueueCommand;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that bring items from a queue to a file and back. */
final class TransferCommands {

    private static final String STANDARD = "-";

    private TransferCommands() {}

    /** What these commands have in common. */
    abstract static class TransferCommand extends QueueCommand {

        @Parameters(index = "1", paramLabel = "FILE", description = "The file; - is the standard stream.")
        private String file = "";

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description = "lines: an item a line, as it is (default); json: a line is {\"text\": …}, or "
                        + "{\"base64\": …} for what is no text.")
        private Transfer format = Transfer.LINES;

        /** For picocli, which sets the fields. */
        TransferCommand() {}

        Transfer format() {
            return format;
        }

        String file() {
            return file;
        }

        boolean isStandard() {
            return file.equals(STANDARD);
        }

        Path path() {
            return Path.of(file);
        }

        static String reason(IOException e) {
            return e instanceof NoSuchFileException ? "there is no such file or directory" : String.valueOf(e);
        }
    }

    /** Writes items to a file. */
    @Command(
            name = "export",
            description = {
                "Write the items of the queue to a file, in their order, and leave them in the queue.",
                "With --consume take them out: an item is removed when it is on the disk."
            })
    static final class Export extends TransferCommand {

        @Option(names = "--consume", description = "Take the items out.")
        private boolean consume;

        @Option(names = "--overwrite", description = "Replace the file if there is one.")
        private boolean overwrite;

        /** For picocli, which sets the fields. */
        Export() {}

        @Override
        void check() {
            check(
                    !isStandard() || !output().isJson(),
                    "--json tells what was done and wants a FILE for the items; for items as JSON: --format json");
        }

        @Override
        int run(FtQueueClient client, long id) throws InterruptedException {
            long size = client.size(id);
            long exported;
            try (ItemFile items =
                            isStandard() ? ItemFile.standard(format()) : ItemFile.create(path(), format(), overwrite);
                    Progress progress = Progress.of("export", size, "")) {
                var export = new ItemExport(client, id, items, progress);
                exported = consume ? export.move() : export.copy();
                items.finish();
            } catch (IOException e) {
                throw new CommandException("cannot write " + file() + ": " + reason(e), ExitCode.FAILED, e);
            }
            output().note(exported + (exported == 1 ? " item" : " items") + " exported");
            output().json(result -> result.put("exported", exported).put("file", file()));
            return ExitCode.OK;
        }
    }

    /** Pushes the items of a file. */
    @Command(
            name = "import",
            description = {
                "Push an item for each line of a file, in their order.",
                "A file is looked through before the first is pushed; a line that is no item, and none is."
            })
    static final class Import extends TransferCommand {

        @Override
        int run(FtQueueClient client, long id) throws InterruptedException {
            client.size(id);
            long imported;
            try {
                if (isStandard()) {
                    imported = push(client, id, System.in, -1);
                } else {
                    long length = lookThrough();
                    try (InputStream input = Files.newInputStream(path())) {
                        imported = push(client, id, input, length);
                    }
                }
            } catch (IOException e) {
                throw new CommandException("cannot read " + file() + ": " + reason(e), ExitCode.FAILED, e);
            }
            output().note(imported + (imported == 1 ? " item" : " items") + " imported");
            output().json(result -> result.put("imported", imported).put("file", file()));
            return ExitCode.OK;
        }

        /** Reads all of it and returns how many bytes it has. */
        private long lookThrough() throws IOException {
            try (InputStream input = Files.newInputStream(path())) {
                var lines = new LineSource(input, format());
                byte[] item = lines.next();
                while (item != null) {
                    item = lines.next();
                }
                return lines.bytes();
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        file() + ": " + e.getMessage() + "; nothing was imported", ExitCode.FAILED, e);
            }
        }

        private long push(FtQueueClient client, long id, InputStream input, long length)
                throws IOException, InterruptedException {
            var lines = new LineSource(input, format());
            var pushes = new Pipeline(client);
            try (Progress progress = Progress.of("import", length, "")) {
                long before = 0;
                byte[] item = lines.next();
                while (item != null) {
                    pushes.submit(new Operation.Push(id, item));
                    progress.add(lines.bytes() - before);
                    before = lines.bytes();
                    item = lines.next();
                }
                return pushes.finish();
            } catch (IllegalArgumentException e) {
                long done = pushes.finish();
                throw new CommandException(
                        e.getMessage() + "; the " + done + " lines before it were imported", ExitCode.FAILED, e);
            } catch (ClientException | CommandException e) {
                throw new CommandException(
                        e.getMessage() + "; of the first " + lines.number() + " lines " + pushes.done()
                                + " are known to be imported",
                        ExitCode.FAILED,
                        e);
            }
        }
    }
}
