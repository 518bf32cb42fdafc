rustc --edition 2018 --emit=metadata --out-dir . sources/examination.rs
