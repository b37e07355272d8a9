package io.ftqueue.http;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.NoQueueException;
import io.ftqueue.client.NoServerException;
import io.ftqueue.client.OutcomeUnknownException;
import io.ftqueue.client.ServerFullException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with what went wrong, always in the same form. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void register(RoutesConfig routes) {
        routes.exception(Exception.class, (failure, context) -> answer(context, of(failure, context)));
        routes.error(HttpStatus.METHOD_NOT_ALLOWED, context -> answer(context, methodNotAllowed(context)));
    }

    /** Answers with a problem. */
    static void answer(Context context, Problem problem) {
        context.status(problem.status());
        context.header("Cache-Control", "no-store");
        context.contentType("application/problem+json").result(Json.text(problem.json()));
    }

    /** What to say of a failure. */
    private static Problem of(Throwable failure, Context context) {
        return failure instanceof HttpResponseException response ? ofResponse(response, context) : of(failure);
    }

    /** What to say of a failure that does not depend on the request. */
    static Problem of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof ClientException client) {
            return ofClient(client);
        }
        LOG.warn("A request failed", failure);
        return new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "the gateway has failed; its log says how");
    }

    private static Problem ofClient(ClientException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof NoQueueException) {
            return Problem.notFound(message);
        }
        if (failure instanceof NoServerException) {
            return new Problem(HttpStatus.SERVICE_UNAVAILABLE, message);
        }
        if (failure instanceof OutcomeUnknownException) {
            return new Problem(HttpStatus.GATEWAY_TIMEOUT, message);
        }
        if (failure instanceof ServerFullException) {
            return new Problem(HttpStatus.INSUFFICIENT_STORAGE, message);
        }
        return new Problem(HttpStatus.BAD_GATEWAY, message);
    }

    private static Problem ofResponse(HttpResponseException response, Context context) {
        HttpStatus status = HttpStatus.forStatus(response.getStatus());
        return switch (status) {
            case NOT_FOUND -> Problem.notFound("there is nothing at " + context.path());
            case METHOD_NOT_ALLOWED -> methodNotAllowed(context);
            default -> new Problem(status, String.valueOf(response.getMessage()));
        };
    }

    private static Problem methodNotAllowed(Context context) {
        String method = context.method().name();
        return new Problem(HttpStatus.METHOD_NOT_ALLOWED, context.path() + " does not take " + method);
    }
}
