//! SQLite with encryption for rusqlite, which otherwise brings a plain SQLite or one that needs OpenSSL.
//!
//! rusqlite is built as for an extension of SQLite (feature `loadable_extension`): it calls every function of SQLite
//! through a table. [`initialize`] gives it the table of the SQLite that `build.rs` compiles. This crate has the only
//! unsafe code of the program.

use std::sync::OnceLock;

use rusqlite::ffi::{self, InitError, sqlite3_api_routines};

// SAFETY: `sqlite3mc_amalgamation.c` defines this name as `const sqlite3_api_routines*`, and initializes it with the
// address of a constant, so it is never null or changed. The type is the one of rusqlite; it has the functions of the
// same or an earlier SQLite, and SQLite only appends functions to the table.
unsafe extern "C" {
    safe static sqlite3mc_api_ext: &'static ApiRoutines;
}

/// SQLite's table of functions. It is constant, so any thread may read it.
#[repr(transparent)]
struct ApiRoutines(sqlite3_api_routines);

// SAFETY: The table consists of pointers to functions only, and nothing writes to it.
unsafe impl Sync for ApiRoutines {}

/// Makes rusqlite usable; call it before anything else of rusqlite. It does its work once.
///
/// An error says that rusqlite was made for a newer SQLite than this one.
pub fn initialize() -> rusqlite::Result<()> {
    static RESULT: OnceLock<Result<(), InitError>> = OnceLock::new();
    let result = RESULT.get_or_init(|| {
        let table = (&raw const sqlite3mc_api_ext.0).cast_mut();
        // SAFETY: The function reads the table, which is complete, and calls `sqlite3_libversion_number` from it, which
        // has no conditions. It writes nothing through the pointer, although its type would allow that.
        unsafe { ffi::rusqlite_extension_init2(table) }
    });
    (*result).map_err(rusqlite::Error::from)
}
