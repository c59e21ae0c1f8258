// SPDX-License-Identifier: Apache-2.0
// Asks the console. The only file, with live.ts, that touches the network; paths and types come from generated.ts.
import * as generated from "./generated";

export type * from "./generated";

/** Why there is no answer. status 0: the console could not be reached at all. */
export class Problem extends Error {
    constructor(
        readonly status: number,
        readonly title: string,
        readonly detail: string = "",
        readonly parameter: string = "",
    ) {
        super(title);
    }
}

const patience_ms = 20_000;

function text_of(value: unknown): string {
    return typeof value === "string" ? value : "";
}

async function problem_of(answer: Response): Promise<Problem> {
    const body: unknown = await answer.json().catch(() => null);
    const fields = (typeof body === "object" && body !== null ? body : {}) as Record<
        string,
        unknown
    >;
    const title = text_of(fields["title"]) || answer.statusText || `status ${answer.status}`;
    return new Problem(
        answer.status,
        title,
        text_of(fields["detail"]),
        text_of(fields["parameter"]),
    );
}

/** What the console wants to see beside a change, so that another site's page cannot make one (CSRF). */
const seal_header = "X-Hitme-Csrf";
let seal: string | undefined;

/** The seal belongs to the session: after signing in or out the next change asks for it again. */
export function forget_seal(): void {
    seal = undefined;
}

/** A console without users has no /api/v1/me: then there is no seal to show, and the console says what it misses. */
async function seal_of_session(): Promise<string> {
    if (seal !== undefined) return seal;
    try {
        const me = (await send("/api/v1/me", {})) as { csrf?: unknown };
        seal = text_of(me.csrf);
    } catch {
        return "";
    }
    return seal;
}

/** Exported for tests. */
export const send: generated.Send = async (path, query, change) => {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        if (value !== undefined && value !== "") asked.set(name, String(value));
    }
    const suffix = asked.size > 0 ? `?${asked}` : "";
    const headers: Record<string, string> = { accept: "application/json" };
    if (change) {
        if (path !== "/api/v1/login") headers[seal_header] = await seal_of_session();
        if (change.body !== undefined) headers["content-type"] = "application/json";
    }
    let answer: Response;
    try {
        answer = await fetch(path + suffix, {
            method: change?.method ?? "GET",
            headers,
            ...(change?.body === undefined ? {} : { body: JSON.stringify(change.body) }),
            credentials: "same-origin",
            cache: "no-store",
            signal: AbortSignal.timeout(patience_ms),
        });
    } catch (cause) {
        const late = cause instanceof DOMException && cause.name === "TimeoutError";
        throw new Problem(
            0,
            "The console does not answer",
            late ? `Nothing came within ${patience_ms / 1000} s.` : "Is hitme still running?",
        );
    }
    if (!answer.ok) {
        if (change && answer.status === 403) forget_seal(); // it may have grown old: the next try asks anew
        throw await problem_of(answer);
    }
    if (answer.status === 204) return undefined;
    const text = await answer.text();
    if (change && text === "") return undefined;
    try {
        return JSON.parse(text);
    } catch {
        throw new Problem(answer.status, "The console's answer could not be read");
    }
};

type Operations = typeof generated;
type Bound<F> = F extends (send: generated.Send, ...rest: infer Rest) => infer Answer
    ? (...rest: Rest) => Answer
    : never;

/** Every operation of docs/formats/api.yaml, ready to be asked. */
export const api = Object.fromEntries(
    Object.entries(generated).map(([name, operation]) => [
        name,
        (...rest: unknown[]) =>
            (operation as (send: generated.Send, ...rest: unknown[]) => unknown)(send, ...rest),
    ]),
) as { [Name in keyof Operations]: Bound<Operations[Name]> };
