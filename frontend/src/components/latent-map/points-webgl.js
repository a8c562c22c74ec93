/**
 * All points in one draw call. Places and classes go to the graphics memory once per map; a
 * frame sets a few uniforms only, so that panning costs the same for any number of points.
 */

import { OUTLINES } from '../../lib/glyphs.js';
import { trace } from './glyph-path.js';
import { toRgb } from './palette.js';

/** @typedef {import('./points.js').PointLayer} PointLayer */

/** Side of a drawn shape; smaller ones are made from it by the graphics unit. */
const CELL = 32;

const VERTEX = `#version 300 es
in vec2 place;
in uint group;
uniform vec3 view;
uniform float size;
uniform uint hidden;
uniform vec3 colours[10];
out vec3 colour;
flat out float glyph;
void main() {
  bool isHidden = ((hidden >> min(group, 31u)) & 1u) == 1u;
  gl_Position = isHidden ? vec4(2.0, 2.0, 2.0, 1.0) : vec4((place - view.xy) * 2.0 / view.z, 0.0, 1.0);
  gl_PointSize = size;
  colour = colours[group % 10u];
  glyph = float(group % 10u);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
precision mediump sampler2DArray;
uniform sampler2DArray glyphs;
uniform vec3 paper;
in vec3 colour;
flat in float glyph;
out vec4 drawn;
void main() {
  vec4 shape = texture(glyphs, vec3(gl_PointCoord, glyph));
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

/** Each shape in red on a black rim; the rim takes the colour of the paper. */
function glyphSheet() {
  const canvas = document.createElement('canvas');
  canvas.width = CELL;
  canvas.height = CELL * OUTLINES.length;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.lineJoin = 'round';
  OUTLINES.forEach((outline, index) => {
    trace(context, outline, CELL / 2, CELL * (index + 0.5), CELL * 0.38);
    context.lineWidth = CELL * 0.2;
    context.strokeStyle = '#000';
    context.stroke();
    context.fillStyle = '#f00';
    context.fill();
  });
  return canvas;
}

/** @param {WebGL2RenderingContext} gl */
function uploadGlyphs(gl) {
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, gl.createTexture());
  gl.texImage3D(
    gl.TEXTURE_2D_ARRAY,
    0,
    gl.RGBA8,
    CELL,
    CELL,
    OUTLINES.length,
    0,
    gl.RGBA,
    gl.UNSIGNED_BYTE,
    glyphSheet(),
  );
  gl.generateMipmap(gl.TEXTURE_2D_ARRAY);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {PointLayer | null} null where the browser has no WebGL 2
 */
export function webglPoints(canvas) {
  // The drawing is kept, as a picture of the map may be asked for at any time.
  const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true });
  if (!gl) return null;
  const program = link(gl);
  const places = gl.createBuffer();
  const groups = gl.createBuffer();
  let count = 0;
  gl.useProgram(program);
  uploadGlyphs(gl);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  /** @param {string} name */
  const uniform = (name) => gl.getUniformLocation(program, name);
  const at = { view: uniform('view'), size: uniform('size'), hidden: uniform('hidden') };
  const tones = { colours: uniform('colours'), paper: uniform('paper') };
  return {
    setPoints({ positions, classes, count: length }) {
      count = length;
      const place = gl.getAttribLocation(program, 'place');
      gl.bindBuffer(gl.ARRAY_BUFFER, places);
      gl.bufferData(gl.ARRAY_BUFFER, positions, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
      const group = gl.getAttribLocation(program, 'group');
      gl.bindBuffer(gl.ARRAY_BUFFER, groups);
      gl.bufferData(gl.ARRAY_BUFFER, classes ?? new Uint8Array(length), gl.STATIC_DRAW);
      gl.enableVertexAttribArray(group);
      gl.vertexAttribIPointer(group, 1, gl.UNSIGNED_BYTE, 0, 0);
    },
    draw({ view, size, hidden, colours, paper }) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform3f(at.view, view.x, view.y, view.span);
      gl.uniform1f(at.size, size);
      gl.uniform1ui(at.hidden, [...hidden].reduce((mask, index) => mask | (1 << index), 0) >>> 0);
      gl.uniform3fv(tones.colours, colours.flatMap(toRgb));
      gl.uniform3fv(tones.paper, toRgb(paper));
      gl.drawArrays(gl.POINTS, 0, count);
    },
    dispose() {
      gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
