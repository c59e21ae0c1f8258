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

/** Exported for tests. */
export const send: generated.Send = async (path, query) => {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        if (value !== undefined && value !== "") asked.set(name, String(value));
    }
    const suffix = asked.size > 0 ? `?${asked}` : "";
    let answer: Response;
    try {
        answer = await fetch(path + suffix, {
            headers: { accept: "application/json" },
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
    if (!answer.ok) throw await problem_of(answer);
    try {
        return await answer.json();
    } catch {
        throw new Problem(answer.status, "The console's answer could not be read");
    }
};

export const api = {
    now: (parameters: generated.NowParameters) => generated.now(send, parameters),
    series: (parameters: generated.SeriesParameters) => generated.series(send, parameters),
    sources: (parameters: generated.SourcesParameters) => generated.sources(send, parameters),
    source: (address: string) => generated.source(send, { address }),
    contacts: (parameters: generated.ContactsParameters) => generated.contacts(send, parameters),
    contact: (id: string) => generated.contact(send, { id }),
    sensors: () => generated.sensors(send),
};
