//! What the screens draw with: each widget states its inputs and knows nothing else.

pub mod breath;
pub mod footer;
pub mod guide;
pub mod picks;
pub mod prose;
pub mod put;
pub mod scale;
