import { MultiGraph } from "graphology";
import { quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
globalThis.Vendor = { MultiGraph, quadtree, select, zoom, zoomIdentity };
