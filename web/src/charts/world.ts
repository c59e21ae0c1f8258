// SPDX-License-Identifier: Apache-2.0
// The world map: shapes from Natural Earth (world-atlas, 1:110m, public domain), in an equal-area projection because
// the colour fills an area. Loaded only when a map is shown.
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";
import { alpha2_of } from "../lib/countries";

export interface Shape {
    /** ISO 3166 alpha-2; empty for a territory without a code. */
    code: string;
    /** What the map calls it. */
    name: string;
    outline: string;
}

export const map_width = 800;
export const map_height = 366;

export function world_shapes(): Shape[] {
    const topology = atlas as unknown as Topology<{
        countries: GeometryCollection<{ name: string }>;
    }>;
    const countries = feature(topology, topology.objects.countries).features.filter(
        (country) => country.properties.name !== "Antarctica", // nobody probes from there, and it takes a fifth
    );
    const projection = geoEqualEarth().fitSize([map_width, map_height], {
        type: "FeatureCollection",
        features: countries,
    });
    const path = geoPath(projection).digits(1);
    return countries.map((country) => ({
        code: alpha2_of(String(country.id ?? "")),
        name: country.properties.name,
        outline: path(country) ?? "",
    }));
}
