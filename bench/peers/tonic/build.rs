use std::error::Error;
use std::path::Path;

/// Generates the code of bench.proto, without protoc; a payload is shared, not copied.
fn main() -> Result<(), Box<dyn Error>> {
    let protos = Path::new("../../peer/src/main/proto");
    let proto = protos.join("bench.proto");
    println!("cargo::rerun-if-changed={}", proto.display());
    tonic_prost_build::configure()
        .bytes(".")
        .codec_path("crate::codec::SmallBuffers")
        .compile_fds(protox::compile([proto], [protos])?)?;
    Ok(())
}
