// SPDX-License-Identifier: Apache-2.0
// One change that a person makes: under way, done with a word for it, or refused with the console's reason.
import { Problem } from "../api/client";

export class Action {
    busy = $state(false);
    /** What was done, in words; empty before and after a refusal. */
    done = $state("");
    problem: Problem | undefined = $state.raw();

    /** Runs it unless one is under way; true when it went well. */
    async run(change: () => Promise<unknown>, done = "Done."): Promise<boolean> {
        if (this.busy) return false;
        this.busy = true;
        this.done = "";
        this.problem = undefined;
        try {
            await change();
            this.done = done;
            return true;
        } catch (cause) {
            this.problem = cause instanceof Problem ? cause : new Problem(0, String(cause));
            return false;
        } finally {
            this.busy = false;
        }
    }
}

/** Why a change was refused, and what to do about it. */
export function refusal_words(problem: Problem): string {
    const detail = problem.detail ? `: ${problem.detail}` : "";
    if (problem.status === 401) return "This browser is not signed in any more.";
    if (problem.status === 403) return `You may not do that${detail}.`;
    if (problem.status === 409) return `Somebody was faster${detail}. Look again, then retry.`;
    return `${problem.title}${detail}.`;
}
