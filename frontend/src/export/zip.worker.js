/** Packs files into a zip, off the page's thread. PNG is compressed already: they are only stored. */

const library = new URL('../../vendor/fflate.js', import.meta.url).href;
/** @type {Promise<any>} */
const loading = import(library);

addEventListener('message', async ({ data }) => {
  try {
    const { zipSync } = await loading;
    const bytes = zipSync(data.files, { level: 0 });
    /** @type {any} */ (globalThis).postMessage({ bytes }, [bytes.buffer]);
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
