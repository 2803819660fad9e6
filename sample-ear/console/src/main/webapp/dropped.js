// Files and folders that are dropped into the page. Without a browser.

const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function walk(entry, path, found) {
  if (entry.isFile) {
    found.files.push({ file: await fileOf(entry), path });
    return;
  }
  const reader = entry.createReader();
  let any = false;
  // It gives some entries at a time, and none at the end.
  for (let some = await read(reader); some.length > 0; some = await read(reader)) {
    any = true;
    for (const inner of some) {
      await walk(inner, [...path, inner.name], found);
    }
  }
  if (!any) {
    found.emptyFolders.push(path);
  }
}

/**
 * All files below the dropped entries, with the names of the folders on the way and their own: {files: [{file, path}], emptyFolders: [path]}.
 *
 * @param entries of the browser's file system
 */
export async function filesBelow(entries) {
  const found = { files: [], emptyFolders: [] };
  for (const entry of entries) {
    await walk(entry, [entry.name], found);
  }
  return found;
}
