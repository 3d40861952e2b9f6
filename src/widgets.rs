//! What the screens draw with: each widget states its inputs and knows nothing else.

mod breath;

pub use breath::BreathShape;
