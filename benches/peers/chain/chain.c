/* How long OpenSSL takes to read two certificates and to verify the chain to the third:
 *   cc -O2 -o chain chain.c -lcrypto && ./chain ../../data/chain/p256 */
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 200, CALLS = 20, MOST = 4096 };

struct file {
    unsigned char bytes[MOST];
    long length;
};

static struct file load(const char *prefix, const char *name) {
    struct file file = {{0}, 0};
    char path[1024];
    snprintf(path, sizeof path, "%s-%s.der", prefix, name);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        perror(path);
        exit(1);
    }
    file.length = (long)fread(file.bytes, 1, MOST, stream);
    fclose(stream);
    return file;
}

static X509 *parse(const struct file *file) {
    const unsigned char *at = file->bytes;
    return d2i_X509(NULL, &at, file->length);
}

static int validate(X509_STORE *store, const struct file *leaf_file, const struct file *issuer_file) {
    X509 *leaf = parse(leaf_file), *issuer = parse(issuer_file);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, issuer);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf, chain);
    int verified = X509_verify_cert(context);
    X509_STORE_CTX_free(context);
    sk_X509_free(chain);
    X509_free(issuer);
    X509_free(leaf);
    return verified;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: chain PREFIX\n");
        return 2;
    }
    struct file root = load(arguments[1], "root"), issuer = load(arguments[1], "intermediate"),
                leaf = load(arguments[1], "leaf");
    X509_STORE *store = X509_STORE_new();
    X509_STORE_add_cert(store, parse(&root));
    double times[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (int call = 0; call < CALLS; call++) {
            if (validate(store, &leaf, &issuer) != 1) {
                fprintf(stderr, "the chain is refused\n");
                return 1;
            }
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        times[round] = ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / CALLS / 1e3;
    }
    qsort(times, ROUNDS, sizeof times[0], compare);
    printf("%s: OpenSSL %.2f us shortest, %.2f us median\n", OPENSSL_VERSION_TEXT, times[0], times[ROUNDS / 2]);
    return 0;
}
