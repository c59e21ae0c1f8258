// SPDX-License-Identifier: Apache-2.0
// Makes src/api/generated.ts from docs/formats/api.yaml: one interface per schema, one function per operation that
// answers JSON. Knows just the part of OpenAPI 3.1 that the file uses, and fails on anything else.
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

const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1);
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
            return schema.properties ? members_of(schema) : "Record<string, unknown>";
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

function operation(document, path, described) {
    const answer = Object.entries(described.responses).find(([status]) => status === "200")?.[1];
    const schema = answer?.content?.["application/json"]?.schema;
    if (!schema) return ""; // streams and plain text are read by hand-written code
    const parameters = (described.parameters ?? []).map((parameter) =>
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
    const answer_type = type_of(schema);
    return (
        (parameters.length
            ? `export interface ${interface_name} {\n${members.join("\n")}\n}\n\n`
            : "") +
        comment(described.summary) +
        `export function ${name}(send: Send${parameters.length ? `, parameters: ${interface_name}` : ""}): ` +
        `Promise<${answer_type}> {\n` +
        `return send(\`${filled}\`, {${query.join(", ")}}) as Promise<${answer_type}>;\n}\n\n`
    );
}

async function generate() {
    const document = parse(readFileSync(source, "utf8"));
    let text =
        "// SPDX-License-Identifier: Apache-2.0\n" +
        "// Made from docs/formats/api.yaml by web/run generate. Do not edit: change that file, and run it again.\n\n" +
        "/** Sends a request and returns the parsed JSON of a 200 answer; anything else is thrown. */\n" +
        "export type Send = (path: string, query: Record<string, string | number | boolean | undefined>) => " +
        "Promise<unknown>;\n\n";
    for (const [name, schema] of Object.entries(document.components.schemas)) {
        text += `${comment(schema.description)}export interface ${name} ${members_of(schema)}\n\n`;
    }
    for (const [path, methods] of Object.entries(document.paths)) {
        for (const described of Object.values(methods))
            text += operation(document, path, described);
    }
    const style = await prettier.resolveConfig(fileURLToPath(target));
    return prettier.format(text, { ...style, plugins: [], parser: "typescript" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const text = await generate();
    if (process.argv.includes("--print")) process.stdout.write(text);
    else writeFileSync(target, text);
}
