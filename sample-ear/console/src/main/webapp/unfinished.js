// Uploads that this window has not finished, so that they can go on after a reload. Without a browser.

const KEY = "unfinished-uploads";
const MOST = 500;

/** @param storage that of the window's session, which the log-in form clears */
export function unfinished(storage) {
  const all = () => JSON.parse(storage.getItem(KEY) ?? "[]");
  const write = (uploads) => storage.setItem(KEY, JSON.stringify(uploads));
  const isSame = (one, other) => one.profile === other.profile && one.path === other.path && one.size === other.size && one.modified === other.modified;
  return {
    all,
    add(target) {
      write([...all().filter((one) => !isSame(one, target)), target].slice(-MOST));
    },
    remove(target) {
      write(all().filter((one) => !isSame(one, target)));
    },
    forget() {
      storage.removeItem(KEY);
    }
  };
}

/** Whether a chosen file is the one that was being uploaded. */
export const isThatFile = (target, file, encodedName) => file.size === target.size && file.lastModified === target.modified
  && target.path.endsWith("/" + encodedName);
