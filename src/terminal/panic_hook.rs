//! Mistakes of the program's own. A panic tells where it happened and none of the person's words, which
//! its message may well hold.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::thread;

thread_local! {
    static IS_CATCHING: Cell<bool> = const { Cell::new(false) };
    static PANIC_LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From here on a panic prints where it happened, or nothing where it is [caught](catch) or elsewhere.
pub fn install() {
    let main = thread::current().id();
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        if IS_CATCHING.get() {
            PANIC_LOCATION.set(place);
        } else if thread::current().id() == main {
            // Where there is no terminal left to say this on, it stays unsaid.
            let _ = writeln!(
                io::stderr(),
                "enough stopped because of a mistake of its own, at {place}. What was saved before is safe."
            );
        }
    }));
}

/// Does `work`, or says where in the program it panicked.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_CATCHING.set(true);
    // What `work` left half done is only asked to save itself, and that is caught as well.
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CATCHING.set(false);
    done.map_err(|_| PANIC_LOCATION.take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_reports_its_location_and_not_its_message() {
        install();
        assert_eq!(catch_panic(|| 3), Ok(3));
        let line = line!() + 1;
        let caught = catch_panic(|| panic!("They will fire me"));
        let place = caught.expect_err("it panicked");
        assert!(place.contains(&format!("panic_hook.rs:{line}:")), "{place}");
        assert!(!place.contains("fire"), "{place}");
        let _ = panic::take_hook();
    }
}
