import NIOSSL

/// A certificate for `localhost` that nobody has signed, and its key: it is refused, unless somebody trusts just it.
enum SelfSigned {
    /// For a server that shows it.
    static func serverContext() throws -> NIOSSLContext {
        let privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(try trusted())], privateKey: .privateKey(privateKey)))
    }

    /// For a client that trusts it.
    static func trusted() throws -> NIOSSLCertificate {
        try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem)
    }

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBljCCATugAwIBAgIUbi9zQe0cSfw+O9UZtk/YueJDl3swCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE3NTEyNFoYDzIxMjYxMDI5
        MTc1MTI0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASlXAF22upeQc0SBb++nhxa8PUAEJpcfP6YBpXEalbFkkP7A3XAWMaF
        yN0DVYlz3Jn3MFtoSJnce44gbH6q9uh7o2kwZzAdBgNVHQ4EFgQUiDUEGoKt0xqr
        D9CmYI2ei5TIN6UwHwYDVR0jBBgwFoAUiDUEGoKt0xqrD9CmYI2ei5TIN6UwDwYD
        VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
        SQAwRgIhAJ4bGjAgeq6s4AUr1u9qeWvoUK8B6vLIN3oXxYNfgiYqAiEAjQQzvmG5
        A2Pkm9Nn2seiLrBDlYIgPD37ugdGG7xQU9s=
        -----END CERTIFICATE-----
        """
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoFkA03UjdMpG4u+H
        DwNCX1eu4TjS/Mk0ZoZQ2iakV9+hRANCAASlXAF22upeQc0SBb++nhxa8PUAEJpc
        fP6YBpXEalbFkkP7A3XAWMaFyN0DVYlz3Jn3MFtoSJnce44gbH6q9uh7
        -----END PRIVATE KEY-----
        """
}
