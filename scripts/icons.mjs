/**
 * Draws build/icon.png and build/icons/*.png from build/icon.svg: `node scripts/icons.mjs` after changing
 * the drawing. Understands `<rect>` with round corners and a plain fill, which is all the mark is made of;
 * so no image library is needed, and the files come out the same on every machine.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { root, runScript } from './setup/project.mjs'

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512]
/** Samples per pixel and direction. */
const SAMPLES = 4

await runScript(async () => {
  const build = join(root, 'build')
  const drawing = parse(await readFile(join(build, 'icon.svg'), 'utf8'))
  await mkdir(join(build, 'icons'), { recursive: true })
  for (const size of SIZES) {
    await writeFile(join(build, 'icons', `${size}x${size}.png`), png(draw(drawing, size), size))
  }
  await writeFile(join(build, 'icon.png'), png(draw(drawing, 1024), 1024))
})

function parse(svg) {
  const viewBox = Number(/viewBox="0 0 (\d+) /.exec(svg)[1])
  const rectangles = [...svg.matchAll(/<rect ([^>]*)\/>/g)].map(([, text]) => {
    const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)[1]
    const [x, y, width, height, rx] = ['x', 'y', 'width', 'height', 'rx'].map((name) =>
      Number(attribute(name)),
    )
    const colour = attribute('fill')
      .match(/[0-9a-f]{2}/g)
      .map((pair) => parseInt(pair, 16))
    return { x, y, width, height, rx, colour }
  })
  return { viewBox, rectangles: rectangles.reverse() }
}

/** RGBA, straight alpha, row by row. */
function draw({ viewBox, rectangles }, size) {
  const pixels = Buffer.alloc(size * size * 4)
  const step = viewBox / size / SAMPLES
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0]
      let covered = 0
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const x = (column * SAMPLES + (sample % SAMPLES) + 0.5) * step
        const y = (row * SAMPLES + Math.floor(sample / SAMPLES) + 0.5) * step
        const top = rectangles.find((rectangle) => contains(rectangle, x, y))
        if (!top) continue
        covered += 1
        top.colour.forEach((value, channel) => (sum[channel] += value))
      }
      if (covered === 0) continue
      const colour = sum.map((value) => Math.round(value / covered))
      const alpha = Math.round((covered / (SAMPLES * SAMPLES)) * 255)
      pixels.set([...colour, alpha], (row * size + column) * 4)
    }
  }
  return pixels
}

function contains({ x: left, y: top, width, height, rx }, x, y) {
  if (x < left || y < top || x >= left + width || y >= top + height) return false
  const dx = Math.max(left + rx - x, x - (left + width - rx), 0)
  const dy = Math.max(top + rx - y, y - (top + height - rx), 0)
  return dx * dx + dy * dy <= rx * rx
}

function png(pixels, size) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  )
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type, data) {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
