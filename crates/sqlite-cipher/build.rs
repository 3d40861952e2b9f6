//! Compiles SQLite with one cipher and the options that a journal needs.

use std::env;

/// What `cc` defines. An option that isn't here has the value that SQLite and its encryption choose.
const DEFINES: [(&str, &str); 21] = [
    // Publishes SQLite's table of functions as `sqlite3mc_api_ext`.
    ("SQLITE3MC_USE_DISPATCH_TABLE", "1"),
    // On Windows it would be exported from the program too.
    ("SQLITE3MC_DISPATCH_API", ""),
    // ChaCha20-Poly1305 is the only cipher: a journal has no choice of them, and less code is less to trust.
    ("CODEC_TYPE", "CODEC_TYPE_CHACHA20"),
    ("HAVE_CIPHER_CHACHA20", "1"),
    ("HAVE_CIPHER_AES_128_CBC", "0"),
    ("HAVE_CIPHER_AES_256_CBC", "0"),
    ("HAVE_CIPHER_SQLCIPHER", "0"),
    ("HAVE_CIPHER_RC4", "0"),
    ("HAVE_CIPHER_ASCON128", "0"),
    ("HAVE_CIPHER_AEGIS", "0"),
    // Pages are overwritten in memory before it is freed, where the program asks for it.
    ("SQLITE3MC_SECURE_MEMORY", "1"),
    // Temporary tables and sorting stay in memory unless a connection says otherwise.
    ("SQLITE_TEMP_STORE", "2"),
    // The search.
    ("SQLITE_ENABLE_FTS5", "1"),
    // Lists the pages of each table, for tests that damage some.
    ("SQLITE_ENABLE_DBSTAT_VTAB", "1"),
    // Wrong calls are errors and not crashes.
    ("SQLITE_ENABLE_API_ARMOR", "1"),
    ("SQLITE_DEFAULT_FOREIGN_KEYS", "1"),
    ("SQLITE_THREADSAFE", "1"),
    // Functions that the systems have but SQLite doesn't look for by itself.
    ("HAVE_USLEEP", "1"),
    ("HAVE_ISNAN", "1"),
    ("_POSIX_THREAD_SAFE_FUNCTIONS", "1"),
    ("NDEBUG", "1"),
];

fn main() {
    let folder = sqlite3mc_src::source_dir();
    let mut c = cc::Build::new();
    for (name, value) in DEFINES {
        c.define(name, value);
    }
    if env::var_os("CARGO_CFG_WINDOWS").is_none() {
        c.define("HAVE_LOCALTIME_R", "1");
    }
    c.file(folder.join(sqlite3mc_src::SOURCE_FILE))
        .warnings(false)
        .compile("sqlite3mc");
    println!("cargo:rerun-if-changed=build.rs");
}
