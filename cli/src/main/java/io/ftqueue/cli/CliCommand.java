package io.ftqueue.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands have in common: a result in words or as JSON, and an exit code. */
abstract class CliCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin(name = Output.MIXIN)
    private Output output;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    CliCommand() {}

    /** Does its work and returns the exit code, one of {@link ExitCode}. */
    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        output.begin();
        int exitCode = run();
        output.finish(exitCode);
        return exitCode;
    }

    CommandSpec spec() {
        return spec;
    }

    Output output() {
        return output;
    }

    Caller caller() {
        return Caller.of(spec);
    }

    int complain(String sentence, int exitCode) {
        return output.complain(sentence, exitCode);
    }

    /** What to throw where the command line makes no sense. */
    ParameterException mistake(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw mistake(otherwise);
        }
    }
}
