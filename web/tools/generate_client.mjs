// SPDX-License-Identifier: Apache-2.0
// Makes src/api/generated.ts from docs/formats/api.yaml: one type per schema, one function per operation that answers JSON
// or nothing. Knows just the part of OpenAPI 3.1 that the file uses, and fails on anything else.
//
//   web/run generate           writes the file
//   ... --print                prints it instead, for the test that compares
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { parse } from "yaml";

const here = new URL(".", import.meta.url);
const source = new URL("../../docs/formats/api.yaml", here);
const target = new URL("../src/api/generated.ts", here);

const pascal = (name) => name.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
/** Words that no function of JavaScript may be called by get an underscore behind them. */
const reserved = new Set([
    "case",
    "class",
    "default",
    "delete",
    "export",
    "import",
    "new",
    "switch",
]);
const function_name = (name) => (reserved.has(name) ? `${name}_` : name);
const comment = (text) => (text ? `/** ${String(text).trim().replaceAll("*/", "* /")} */\n` : "");
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function resolve(document, reference) {
    const found = reference
        .slice(2)
        .split("/")
        .reduce((node, part) => node?.[part], document);
    if (!found) throw new Error(`no ${reference} in the document`);
    return found;
}

/** The TypeScript type of a schema. */
function type_of(schema) {
    if (schema.$ref) return schema.$ref.split("/").at(-1);
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    if (schema.allOf) return schema.allOf.map((part) => `(${type_of(part)})`).join(" & ");
    if (schema.oneOf ?? schema.anyOf)
        return (schema.oneOf ?? schema.anyOf).map((part) => `(${type_of(part)})`).join(" | ");
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (Array.isArray(schema.type)) {
        return schema.type.map((type) => type_of({ ...schema, type })).join(" | ");
    }
    switch (schema.type) {
        case "null":
            return "null";
        case "string":
            return "string";
        case "integer":
        case "number":
            return "number";
        case "boolean":
            return "boolean";
        case "array":
            return `Array<${type_of(schema.items)}>`;
        case "object":
            if (schema.properties) return members_of(schema);
            return typeof schema.additionalProperties === "object"
                ? `Record<string, ${type_of(schema.additionalProperties)}>`
                : "Record<string, unknown>";
        case undefined:
            // Only a description, or nothing at all: any JSON.
            if (Object.keys(schema).every((name) => name === "description" || name === "example"))
                return "unknown";
            if (schema.properties) return members_of(schema);
        // falls through
        default:
            throw new Error(`a schema of unknown type: ${JSON.stringify(schema)}`);
    }
}

function members_of(schema) {
    const required = new Set(schema.required ?? []);
    const members = Object.entries(schema.properties).map(
        ([name, member]) =>
            `${comment(member.description)}${key(name)}${required.has(name) ? "" : "?"}: ${type_of(member)};`,
    );
    return `{\n${members.join("\n")}\n}`;
}

/** What an operation answers when all went well; undefined for streams, text and files, which other code reads. */
function answer_of(document, described) {
    const [status, found] =
        Object.entries(described.responses).find(([code]) => /^2\d\d$/.test(code)) ?? [];
    if (!status) return undefined;
    const answer = found.$ref ? resolve(document, found.$ref) : found;
    if (!answer.content) return "void";
    const json = answer.content["application/json"];
    return json ? type_of(json.schema ?? {}) : undefined;
}

function operation(document, path, shared, method, described) {
    const answer_type = answer_of(document, described);
    if (!answer_type) return "";
    const parameters = [...shared, ...(described.parameters ?? [])].map((parameter) =>
        parameter.$ref ? resolve(document, parameter.$ref) : parameter,
    );
    const name = described.operationId;
    const interface_name = `${pascal(name)}Parameters`;
    const in_path = parameters.filter((parameter) => parameter.in === "path");
    const in_query = parameters.filter((parameter) => parameter.in === "query");
    const members = parameters.map(
        (parameter) =>
            `${comment(parameter.description)}${key(parameter.name)}${parameter.required ? "" : "?"}: ` +
            `${type_of(parameter.schema)}${parameter.required ? "" : " | undefined"};`,
    );
    const filled = in_path.reduce(
        (text, parameter) =>
            text.replace(
                `{${parameter.name}}`,
                `\${encodeURIComponent(parameters.${parameter.name})}`,
            ),
        path,
    );
    const query = in_query.map(
        (parameter) => `${key(parameter.name)}: parameters.${parameter.name}`,
    );
    const body = described.requestBody?.content?.["application/json"]?.schema;
    const taken = ["send: Send"];
    if (parameters.length > 0) {
        const optional = !body && parameters.every((parameter) => !parameter.required);
        taken.push(`parameters: ${interface_name}${optional ? " = {}" : ""}`);
    }
    if (body) taken.push(`body: ${type_of(body)}`);
    const change =
        method === "get" ? "" : `, { method: "${method.toUpperCase()}"${body ? ", body" : ""} }`;
    return (
        (parameters.length
            ? `export interface ${interface_name} {\n${members.join("\n")}\n}\n\n`
            : "") +
        comment(described.summary) +
        `export function ${function_name(name)}(${taken.join(", ")}): Promise<${answer_type}> {\n` +
        `return send(\`${filled}\`, {${query.join(", ")}}${change}) as Promise<${answer_type}>;\n}\n\n`
    );
}

/** An object with members of its own is an interface; anything else a type. */
function declared(name, schema) {
    const plain = schema.type === "object" && schema.properties;
    return (
        comment(schema.description) +
        (plain
            ? `export interface ${name} ${members_of(schema)}\n\n`
            : `export type ${name} = ${type_of(schema)};\n\n`)
    );
}

async function generate() {
    const document = parse(readFileSync(source, "utf8"));
    let text =
        "// SPDX-License-Identifier: Apache-2.0\n" +
        "// Made from docs/formats/api.yaml by web/run generate. Do not edit: change that file, and run it again.\n\n" +
        "/** What changes something: how, and with what. */\n" +
        "export interface Change { method: string; body?: unknown }\n\n" +
        "/** Sends a request and returns the parsed JSON of a good answer; anything else is thrown. */\n" +
        "export type Send = (path: string, query: Record<string, string | number | boolean | undefined>, " +
        "change?: Change) => Promise<unknown>;\n\n";
    for (const [name, schema] of Object.entries(document.components.schemas)) {
        text += declared(name, schema);
    }
    for (const [path, methods] of Object.entries(document.paths)) {
        for (const [method, described] of Object.entries(methods))
            if (method !== "parameters")
                text += operation(document, path, methods.parameters ?? [], method, described);
    }
    const style = await prettier.resolveConfig(fileURLToPath(target));
    return prettier.format(text, { ...style, plugins: [], parser: "typescript" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const text = await generate();
    if (process.argv.includes("--print")) process.stdout.write(text);
    else writeFileSync(target, text);
}
