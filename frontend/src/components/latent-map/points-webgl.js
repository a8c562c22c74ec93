/**
 * All points in one draw call. Places and classes go to the graphics memory once per map; a
 * frame sets a few uniforms only, so that panning costs the same for any number of points.
 */

import { OUTLINES, trace } from '../../lib/glyphs.js';

/** @typedef {import('./points.js').PointLayer} PointLayer */

const VERTEX = `#version 300 es
in vec2 place;
in uint group;
uniform vec3 view;
uniform float size;
uniform uint hidden;
uniform vec3 colours[10];
flat out vec3 colour;
flat out int glyph;
void main() {
  bool isHidden = ((hidden >> min(group, 31u)) & 1u) == 1u;
  gl_Position = isHidden ? vec4(2.0, 2.0, 2.0, 1.0) : vec4((place - view.xy) * 2.0 / view.z, 0.0, 1.0);
  gl_PointSize = size;
  colour = colours[group % 10u];
  glyph = int(group % 10u);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
precision mediump sampler2DArray;
uniform sampler2DArray glyphs;
uniform vec3 paper;
uniform float size;
flat in vec3 colour;
flat in int glyph;
out vec4 drawn;
void main() {
  vec4 shape = texelFetch(glyphs, ivec3(gl_PointCoord * size, glyph), 0);
  if (shape.a == 0.0) discard;
  drawn = vec4(mix(paper, colour, shape.r) * shape.a, shape.a);
}`;

/** @param {WebGL2RenderingContext} gl @param {number} type @param {string} source */
function compile(gl, type, source) {
  const shader = /** @type {WebGLShader} */ (gl.createShader(type));
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
  return shader;
}

/** @param {WebGL2RenderingContext} gl */
function link(gl) {
  const program = /** @type {WebGLProgram} */ (gl.createProgram());
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'program');
  return program;
}

/** Each shape in red on a black rim; the rim takes the colour of the paper. @param {number} cell side of a shape in pixels */
function glyphSheet(cell) {
  const canvas = document.createElement('canvas');
  canvas.width = cell;
  canvas.height = cell * OUTLINES.length;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.lineJoin = 'round';
  OUTLINES.forEach((outline, index) => {
    trace(context, outline, cell / 2, cell * (index + 0.5), cell * 0.38);
    context.lineWidth = cell * 0.2;
    context.strokeStyle = '#000';
    context.stroke();
    context.fillStyle = '#f00';
    context.fill();
  });
  return canvas;
}

/** Drawn in the very size in which they are shown, shapes need no filter, which software is slow at. @param {WebGL2RenderingContext} gl @param {number} cell */
function uploadGlyphs(gl, cell) {
  const type = gl.TEXTURE_2D_ARRAY;
  gl.texImage3D(type, 0, gl.RGBA8, cell, cell, OUTLINES.length, 0, gl.RGBA, gl.UNSIGNED_BYTE, glyphSheet(cell));
  gl.texParameteri(type, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(type, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
}

/** @param {string} hex `#rgb` or `#rrggbb` @returns {[number, number, number]} each 0 to 1 */
function toRgb(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const value = Number.parseInt(digits, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** A program that draws points, with the places of what it is told. @param {WebGL2RenderingContext} gl */
function prepared(gl) {
  const program = link(gl);
  gl.useProgram(program);
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, gl.createTexture());
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  /** @param {string} name */
  const uniform = (name) => gl.getUniformLocation(program, name);
  /** @param {string} name */
  const attribute = (name) => ({ at: gl.getAttribLocation(program, name), buffer: gl.createBuffer() });
  return {
    place: attribute('place'),
    group: attribute('group'),
    view: uniform('view'),
    size: uniform('size'),
    hidden: uniform('hidden'),
    colours: uniform('colours'),
    paper: uniform('paper'),
  };
}

/** @param {WebGL2RenderingContext} gl @param {ReturnType<typeof prepared>} program @param {import('../../lib/map-data.js').LatentMap} map */
function upload(gl, { place, group }, { positions, classes, count }) {
  gl.bindBuffer(gl.ARRAY_BUFFER, place.buffer);
  gl.bufferData(gl.ARRAY_BUFFER, positions, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(place.at);
  gl.vertexAttribPointer(place.at, 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, group.buffer);
  gl.bufferData(gl.ARRAY_BUFFER, classes ?? new Uint8Array(count), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(group.at);
  gl.vertexAttribIPointer(group.at, 1, gl.UNSIGNED_BYTE, 0, 0);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {PointLayer | null} null where the browser has no WebGL 2
 */
export function webglPoints(canvas) {
  // The drawing is kept, as a picture of the map may be asked for at any time.
  const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true });
  if (!gl) return null;
  const program = prepared(gl);
  let count = 0;
  /** Side of the shapes in the texture. */
  let cell = 0;
  return {
    setPoints(map) {
      count = map.count;
      upload(gl, program, map);
    },
    draw({ view, size, hidden, colours, paper }) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform3f(program.view, view.x, view.y, view.span);
      const side = Math.round(size);
      if (cell !== side) uploadGlyphs(gl, side);
      cell = side;
      gl.uniform1f(program.size, side);
      gl.uniform1ui(program.hidden, [...hidden].reduce((mask, index) => mask | (1 << index), 0) >>> 0);
      gl.uniform3fv(program.colours, colours.flatMap(toRgb));
      gl.uniform3fv(program.paper, toRgb(paper));
      gl.drawArrays(gl.POINTS, 0, count);
    },
    dispose() {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
